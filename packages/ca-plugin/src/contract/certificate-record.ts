import type { EndEntityStatus } from './end-entity-status.ts';

/** A certificate or request as the certificate authority has it. */
export interface CertificateRecord {
  /** The authority's own id of the request; stays the same from order to revocation. */
  readonly caRequestId: string;
  /** Base64 of the DER; null where there is none yet, or where the authority does not give it out any more. */
  readonly certificate: string | null;
  /**
   * Serial number that the authority has for it, upper-case hexadecimal without leading zeros; always that of `certificate`
   * where that is given. Null where there is none yet.
   */
  readonly serialNumber: string | null;
  readonly status: EndEntityStatus;
  /** Null if the authority does not say. */
  readonly productId: string | null;
  /** PKCS#10 in PEM; null where the authority does not keep it. */
  readonly csr: string | null;
  /** When it was revoked; null where it was not, or the authority gives no date. */
  readonly revocationDate: Date | null;
  /** CRLReason of RFC 5280, section 5.3.1; null where it was not revoked, or the authority gives none. */
  readonly revocationReason: number | null;
  /** A sentence on the status where the number alone does not say it, as with a declined order; else null. */
  readonly statusMessage: string | null;
}

/** A record that can't be read or understood, which leaves the others alone. */
export interface BadRecord {
  readonly caRequestId: string;
  /** A sentence for the operator. */
  readonly problem: string;
}

/** A certificate as the authority has it, or why its record can't be read. */
export type CertificateRecordResult = CertificateRecord | BadRecord;
