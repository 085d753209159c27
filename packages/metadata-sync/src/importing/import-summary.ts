import type { LeftOutField } from '../fields/field-plan.ts';
import type { ExitCode } from '../state/exit-code.ts';
import type { CallCounts, DeadRun, FailureReason, RunProblem } from '../summary/run-summary.ts';

/**
 * How an import ended: the document that it prints with `--json`. Part of the public interface; further keys may be added.
 * `ImportSummarySchema` is its valibot schema.
 */
export interface ImportSummary {
  /** UUID. */
  readonly runId: string;
  readonly command: 'import';
  /** Whether certificates were to be imported, and not listed only. */
  readonly apply: boolean;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** ISO 8601, UTC. */
  readonly finishedAt: string;
  readonly fields: ImportFieldsSummary;
  readonly certificates: ImportCertificatesSummary;
  /** Earlier runs that were killed, with the values that they wrote or may have written. */
  readonly deadRuns: readonly DeadRun[];
  readonly calls: CallCounts;
  /** What the operator should know and may want to mend, a sentence or two each. */
  readonly warnings: readonly string[];
  /** What ended the run early or stopped it for the operator. */
  readonly problems: readonly RunProblem[];
  readonly exitCode: ExitCode;
}

/** What an import did to metadata fields of Command. */
export interface ImportFieldsSummary {
  /** Metadata fields that Command lacked; an import creates them where there is a certificate to import. */
  readonly missing: readonly string[];
  /** Number of metadata fields created. */
  readonly created: number;
  /** Fields that SCM does not have, or of which a definition can't be read: the run went on without them. */
  readonly leftOut: readonly LeftOutField[];
}

/** How the certificates of an import ended: how many, and which where somebody may have to look. */
export interface ImportCertificatesSummary {
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
  /** Why certificates failed or lack values, the most frequent reason first. */
  readonly reasons: readonly FailureReason[];
  /** Left out because SCM calls them revoked or expired. */
  readonly skipped: number;
  /** Found in Command when looked for singly: with another form of the issuer's name, or brought there meanwhile. */
  readonly found: number;
  /** Not reached because the run ended early. */
  readonly notProcessed: number;
}

/** A certificate of SCM that Command does not have. */
export interface MissingCertificate {
  /** Upper-case hexadecimal in pairs of digits, as Command writes it. */
  readonly serialNumber: string;
  readonly sectigoId: number;
  /** The subject's common name; null where it has none or it was not read. */
  readonly commonName: string | null;
}

/** A certificate that was imported. */
export interface ImportedCertificate extends MissingCertificate {
  readonly keyfactorId: number;
}

/** A field whose value did not get into Command with its certificate. */
export interface PartlyImportedCertificate extends ImportedCertificate {
  readonly field: string;
  /** Never holds a value. */
  readonly reason: string;
  /** The value that could not be processed; null where there is none, `***` for a field marked sensitive. */
  readonly value: string | null;
}

/** A certificate that SCM does not give out. */
export interface UncollectableCertificate extends MissingCertificate {
  readonly reason: string;
}

/** A certificate that could not be imported. */
export interface FailedImport extends Omit<MissingCertificate, 'sectigoId'> {
  /** Null where a row of SCM's list can't be read; then `serialNumber` is empty, and the reason tells where it is. */
  readonly sectigoId: number | null;
  /** Never holds a value. */
  readonly reason: string;
}
