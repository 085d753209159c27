import type {
  AnySummary,
  CertificateFailure,
  CertificatesSummary,
  FieldsSummary,
  NamedCertificate,
} from './run-summary.ts';

/**
 * How an import ended: the document that it prints with `--json`. Part of the public interface; further keys may be added.
 * `ImportSummarySchema` is its valibot schema.
 */
export interface ImportSummary extends AnySummary {
  readonly command: 'import';
  /** Whether certificates were to be imported, and not listed only. */
  readonly apply: boolean;
  readonly fields: ImportFieldsSummary;
  readonly certificates: ImportCertificatesSummary;
}

/** What an import did to metadata fields of Command. */
export interface ImportFieldsSummary extends Pick<FieldsSummary, 'leftOut'> {
  /** Metadata fields that Command lacked; an import creates them where there is a certificate to import. */
  readonly missing: readonly string[];
  /** Number of metadata fields created. */
  readonly created: number;
}

/** How the certificates of an import ended: how many, and which where somebody may have to look. */
export interface ImportCertificatesSummary
  extends Pick<CertificatesSummary, 'reasons' | 'skipped' | 'notProcessed'> {
  /** Certificates with a serial number that SCM lists in scope. */
  readonly listed: number;
  /** Left out because SCM lists them without a serial number: they are not issued yet. */
  readonly pending: number;
  /** What Command lacks, or lacked before the import. */
  readonly missing: readonly MissingCertificate[];
  /** In Command now, with all their values. */
  readonly imported: readonly ImportedCertificate[];
  /** In Command now, but not with all their values: an entry for each field. */
  readonly partial: readonly PartlyImportedCertificate[];
  /** Also those for which it is not known whether Command has them. */
  readonly failed: readonly FailedImport[];
  /** Not given out by SCM because of their state: revoked, or not issued yet. */
  readonly notCollectable: readonly UncollectableCertificate[];
  /** Found in Command when looked for singly: with another form of the issuer's name, or brought there meanwhile. */
  readonly found: number;
}

/** A certificate of SCM that Command does not have. */
export interface MissingCertificate extends Omit<NamedCertificate, 'keyfactorId'> {
  readonly sectigoId: number;
}

/** A certificate that was imported. */
export interface ImportedCertificate extends MissingCertificate {
  readonly keyfactorId: number;
}

/** A field whose value did not get into Command with its certificate. */
export interface PartlyImportedCertificate
  extends ImportedCertificate,
    Pick<CertificateFailure, 'reason' | 'value'> {
  readonly field: string;
}

/** A certificate that SCM does not give out. */
export interface UncollectableCertificate extends MissingCertificate, Pick<CertificateFailure, 'reason'> {}

/** A certificate that could not be imported. */
export interface FailedImport
  extends Omit<NamedCertificate, 'keyfactorId'>,
    Pick<CertificateFailure, 'reason'> {
  /** Null where a row of SCM's list can't be read; then `serialNumber` is empty, and the reason tells where it is. */
  readonly sectigoId: number | null;
}
