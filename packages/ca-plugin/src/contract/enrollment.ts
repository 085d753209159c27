import type { CertificateRequest } from './certificate-request.ts';
import type { EndEntityStatus } from './end-entity-status.ts';

/** How an order relates to certificates that are there already. */
export type EnrollmentType = 'New' | 'Renew' | 'Reissue' | 'RenewOrReissue';

/** How the CSR is given. */
export type RequestFormat = 'PKCS10' | 'PEM' | 'DER';

/** A product with the settings of its template. */
export interface ProductInfo {
  readonly productId: string;
  /** Template settings, enrollment fields and what the gateway adds (`PriorCertSN`, `Keyfactor-Requester`), by name. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Subject alternative names by kind: `dns`, `ip`, `email`, `uri`, `upn`; letter case and the gateway's longer names don't matter. */
export type SubjectAlternativeNames = Readonly<Record<string, readonly string[]>>;

/** An order. */
export interface EnrollmentRequest {
  /** PKCS#10: PEM, base64, the bytes of the DER, or what a host has read already. */
  readonly csr: string | Uint8Array | CertificateRequest;
  /** RFC 4514; empty to take the CSR's. */
  readonly subject: string;
  readonly san: SubjectAlternativeNames;
  readonly productInfo: ProductInfo;
  readonly requestFormat?: RequestFormat | undefined;
  /** The longest term that does not end later is taken, else the shortest, whatever Lifetime says. It must not have passed. */
  readonly notAfter?: Date | undefined;
  readonly enrollmentType: EnrollmentType;
}

/** What became of an order. */
export interface EnrollmentResult {
  /** Empty if nothing was ordered, or that is not known. */
  readonly caRequestId: string;
  /** Base64 of the DER; null while it is pending and where it failed. */
  readonly certificate: string | null;
  readonly status: EndEntityStatus;
  /** A sentence for the requester. */
  readonly statusMessage: string;
  /**
   * What the gateway keeps with the request; empty where there is nothing. `response` is `lost` where nobody knows whether the
   * order was taken, so that it must not be sent again before somebody has looked; `trace` is `none` where SCM was looked
   * through just now and has nothing that may be it. `order` is `earlier` where the same was
   * ordered before, and nothing was ordered now. `certificate` is `another` where the authority gave out a certificate that is
   * not the order's, which was not taken. `refused` says what nothing was ordered for: the `csr`, the `product`, the `key`, the
   * `names` or anything else of the `order`. `publicReason` and, on what an order waits for, `waits` are sentences fit for anyone, where the message
   * may tell of settings and organizations, or what SCM says.
   */
  readonly enrollmentContext: Readonly<Record<string, string>>;
}
