import type { X509Certificate } from 'node:crypto';
import type { Caller } from './caller.ts';

/** What the credentials of a request turned out to be. Reasons are for the log: they are safe to print, and hold nothing of the request but whose the certificate is. */
export type Credentials =
  | { readonly state: 'known'; readonly caller: Caller; readonly certificate?: X509Certificate | undefined }
  | { readonly state: 'none' }
  | {
      readonly state: 'refused';
      readonly reason: string;
      /** The caller holds its key, but no authority has issued it. */
      readonly certificate?: X509Certificate | undefined;
    }
  /** Whoever could tell can't be asked now. `isSuspect` where that may be the fault of the credentials, and so counts as a failed login. */
  | { readonly state: 'unavailable'; readonly reason: string; readonly isSuspect?: boolean | undefined };
