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

/** Subject alternative names by kind. What a gateway gives is taken in any letter case, and under longer names such as `dNSName`. */
export interface SubjectAlternativeNames {
  readonly dns?: readonly string[] | undefined;
  readonly ip?: readonly string[] | undefined;
  readonly email?: readonly string[] | undefined;
  readonly uri?: readonly string[] | undefined;
  readonly upn?: readonly string[] | undefined;
}

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
  /**
   * A renewal keeps the custom fields of the old record, whatever values are among the parameters: these are for what is ordered in its
   * place, where it can't be renewed. Without it other values are a reason to order anew.
   */
  readonly keepsCustomFields?: boolean | undefined;
}

/** The outcome of an order. */
export interface EnrollmentResult {
  /** Empty if nothing was ordered, or that is not known. */
  readonly caRequestId: string;
  /** Base64 of the DER; null while it is pending and where it failed. */
  readonly certificate: string | null;
  readonly status: EndEntityStatus;
  /** A sentence for the requester. */
  readonly statusMessage: string;
  /** What the gateway keeps with the request; empty where there is nothing. */
  readonly enrollmentContext: EnrollmentContext;
}

/** Details of the result of an order. */
export interface EnrollmentContext {
  /** What the refusal is about; nothing was ordered. */
  readonly refused?: 'csr' | 'product' | 'key' | 'names' | 'order' | undefined;
  /** It isn't known whether the order was taken, so it must not be sent again before somebody has looked. */
  readonly response?: 'lost' | undefined;
  /** With `response`: SCM was looked through just now and has nothing that may be the order. */
  readonly trace?: 'none' | undefined;
  /** With `response`: SCM does not show the record that it once named as the order's. */
  readonly record?: 'missing' | undefined;
  /** The same was ordered before, and nothing was ordered now. */
  readonly order?: 'earlier' | undefined;
  /** The authority gave out a certificate that is not the order's, which was not taken. */
  readonly certificate?: 'another' | undefined;
  /** A sentence fit for anyone on why it was refused, where the message may tell of settings and organizations, or what SCM says. */
  readonly publicReason?: string | undefined;
  /** A sentence fit for anyone on what an order waits for. */
  readonly waits?: string | undefined;
}
