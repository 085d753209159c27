import type { WithRaw } from '@certbridge/rest-client';

/** The result of an import. [Command 25.1, "POST Certificates Import"] */
export interface CertificateImportResult extends WithRaw {
  /** The meaning of the numbers isn't documented. */
  readonly ImportStatus?: number | null | undefined;
  /** The meaning of the numbers isn't documented. */
  readonly JobStatus?: number | null | undefined;
  /** SHA-1, 40 hexadecimal digits. */
  readonly Thumbprint?: string | null | undefined;
  readonly InvalidKeystores?: readonly InvalidKeystore[] | null | undefined;
}

/** A store that a certificate couldn't be added to. */
export interface InvalidKeystore extends WithRaw {
  readonly KeystoreId?: string | null | undefined;
  readonly ClientMachine?: string | null | undefined;
  readonly StorePath?: string | null | undefined;
  readonly Alias?: string | null | undefined;
  /** The meaning of the numbers isn't documented; see `Explanation`. */
  readonly Reason?: number | null | undefined;
  readonly Explanation?: string | null | undefined;
}
