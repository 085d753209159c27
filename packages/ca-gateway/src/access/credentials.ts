import type { X509Certificate } from 'node:crypto';
import type { Caller } from './caller.ts';

/** What the credentials of a request turned out to be. Reasons are for the log: safe to print, and of the request they tell whose the certificate is alone. */
export type Credentials =
  | { readonly state: 'known'; readonly caller: Caller; readonly certificate?: X509Certificate | undefined }
  | { readonly state: 'none' }
  | {
      readonly state: 'refused';
      readonly reason: string;
      /** Whose key the caller holds, though nobody vouches for it. */
      readonly certificate?: X509Certificate | undefined;
    }
  /** Whoever could tell can't be asked now. `isSuspect` where that may be the fault of the credentials, and so counts as a failed login. */
  | { readonly state: 'unavailable'; readonly reason: string; readonly isSuspect?: boolean | undefined };
