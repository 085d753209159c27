import type { CertificateRequest, ProductKeys } from '@certbridge/ca-plugin';
import type { CertificateIndex } from './certificate-search.ts';
import type { IssuedCertificate } from './issued-certificate.ts';

/** What every call takes. */
export interface HostCallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** How to list profiles. */
export interface ProfileOptions extends HostCallOptions {
  /** Whether a profile is what the caller looks for; left out, it takes what there is. */
  readonly wanted?: ((profile: CaProfile) => boolean) | undefined;
}

/** An order. CA, profile, user name and SHA-256 of the CSR make its identity. */
export interface OrderRequest {
  /** Name of a {@link CaProfile}. */
  readonly profile: string;
  /** Empty where the requester gave none. */
  readonly userName: string;
  /** DER of a PKCS#10, or one that was read already. Its subject and names are those of the order. */
  readonly csr: Uint8Array | CertificateRequest;
  /** The longest term that does not go beyond is taken, else the shortest; without it, that of the profile. */
  readonly notAfter?: Date | undefined;
}

/** How long an order is waited for, in milliseconds. */
export interface OrderWait {
  /** For the certificate, once the authority has the order. */
  readonly waitMs: number;
  /**
   * For any outcome, however slow the authority is. After that the order goes on, and its outcome as last seen is returned.
   * Without it, as long as the authority takes.
   */
  readonly responseMs?: number | undefined;
  /** Called with the outcome of an order that went on after `responseMs`, if the requester doesn't know that request yet. */
  readonly onLate?: ((outcome: OrderOutcome) => void) | undefined;
}

/**
 * The outcome of an order. Reasons are sentences for the requester, without settings, organizations, and what SCM says; where that leaves something
 * out, `detail` has it for the operator.
 */
export type OrderOutcome =
  | {
      readonly state: 'issued';
      readonly certificate: IssuedCertificate;
      /** What was returned for the same order before. */
      readonly isRepeated: boolean;
    }
  /** Placed; the same request later collects the certificate. */
  | { readonly state: 'waiting'; readonly requestId: string; readonly reason: string }
  /** Declined, failed or revoked at the authority: for good, for this CSR. */
  | {
      readonly state: 'rejected';
      readonly requestId: string;
      readonly reason: string;
      readonly detail?: string | undefined;
    }
  /** Nothing was ordered, and the request is to blame. */
  | {
      readonly state: 'invalid';
      readonly reason: string;
      readonly detail?: string | undefined;
      readonly problem: 'csr' | 'profile' | 'key' | 'order';
    }
  /** The authority can't be asked now; the reason is for the operator. The same request again is safe. */
  | {
      readonly state: 'unavailable';
      readonly reason: string;
      /** Whether the authority may have the order, or may get it still. */
      readonly maybeOrdered: boolean;
      /**
       * Whether nothing was sent by now. The attempt may go on for a while; where it fails, the order is not sent later, unless the same is
       * ordered again.
       */
      readonly isUnsent?: boolean | undefined;
      /** Whether it is the database of the host that can't be used. */
      readonly isUnrecorded?: boolean | undefined;
    };

/** The outcome of a revocation. */
export type RevocationOutcome =
  | { readonly state: 'revoked'; readonly certificate: IssuedCertificate }
  /** By somebody else, or before; nothing was changed. */
  | { readonly state: 'already-revoked'; readonly certificate: IssuedCertificate }
  /** The authority refuses it; a sentence for the requester, and for the operator what that leaves out. */
  | { readonly state: 'refused'; readonly reason: string; readonly detail?: string | undefined }
  /**
   * The authority can't be asked now, or does not show the revocation yet; a sentence for the operator. The same again is safe.
   */
  | {
      readonly state: 'unavailable';
      readonly reason: string;
      /** Whether it is the database of the host that can't be used; the authority may have revoked the certificate. */
      readonly isUnrecorded?: boolean | undefined;
      /** Whether the authority has revoked the certificate, and only what the host keeps of it is missing. */
      readonly isRevoked?: boolean | undefined;
      /** Whether the authority had revoked it before this request reached it, perhaps for another reason. */
      readonly wasRevoked?: boolean | undefined;
    };

/** How to revoke a certificate. */
export interface RevocationOptions {
  /** A CRLReason that SCM takes: 0, 1, 3, 4 or 5. */
  readonly reason: number;
  readonly requester?: string | undefined;
  /**
   * Called before a revocation is sent that could not be recorded within a second: one that is lost is worse than one that is known from
   * what this leaves alone.
   */
  readonly onUnrecorded?: (() => void) | undefined;
}

/** A product of the authority, as a certificate profile. */
export interface CaProfile {
  /** Never changes in this store: 1, 2, 3 … in the order in which products of any CA were first seen. */
  readonly id: number;
  /** SCM's name of the product. */
  readonly name: string;
  readonly productId: string;
  /** Key types that the authority takes. */
  readonly keys: ProductKeys;
}

/** One CA of a host. Methods throw a CaPluginError where the connection can't be used. */
export interface HostedCa {
  /** As the configuration has it. */
  readonly name: string;
  /** Orders a certificate, unless the same was ordered before, and waits for it. */
  order(request: OrderRequest, options: HostCallOptions & OrderWait): Promise<OrderOutcome>;
  /**
   * Revokes one of its certificates. The signal ends the caller's wait; the
   * revocation goes on. The same for the same `requester` again, after 'unavailable', returns its outcome.
   */
  revoke(
    certificate: IssuedCertificate,
    options: HostCallOptions & RevocationOptions,
  ): Promise<RevocationOutcome>;
  /**
   * Products that may be ordered; those known before where the authority can't be asked. Throws a CaPluginError then where nothing is known, or
   * none is the `wanted` one: it may be new.
   */
  profiles(options?: ProfileOptions): Promise<readonly CaProfile[]>;
  /** The certificates of an issuer and of those above it, root last, as DER; empty where none of its certificates is known. */
  chainOf(issuer: string, options?: HostCallOptions): Promise<readonly Uint8Array[]>;
  /** Whether a first full synchronization has been completed. */
  isReady(): boolean;
  /** State for metrics. */
  state(): HostedCaState;
}

/** What metrics show of a CA. */
export interface HostedCaState {
  readonly lastFullScan: Date | null;
  readonly lastScan: Date | null;
  /** Orders by state since the start of the process. */
  readonly orders: Readonly<Record<OrderOutcome['state'], number>>;
  /** Requests that wait at the authority. */
  readonly waiting: number;
  readonly calls: AuthorityCallCounts;
  /** Whether the authority has refused the login, and nothing is sent until it is attempted again. */
  readonly isLoginRefused: boolean;
}

/** Calls to the authority since the start of the process. */
export interface AuthorityCallCounts {
  readonly sent: number;
  /** Calls without a response, with a server error, or with a refused login. */
  readonly failed: number;
}

/** All that a gateway serves. */
export interface CaHost {
  readonly cas: readonly HostedCa[];
  readonly certificates: CertificateIndex;
}
