import type { FieldDifference, LeftOutField } from '../fields/field-plan.ts';
import type { FieldTotals } from '../planning/sync-plan.ts';
import type { ExitCode } from '../state/exit-code.ts';
import type { FieldPlace, ReportDifference, RunKind, ValueChange } from '../state/state-store.ts';
import type { SyncMode } from '../sync-mode.ts';

/** What the summary of every kind of run has. */
export interface AnySummary {
  /** UUID. */
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** ISO 8601, UTC. */
  readonly finishedAt: string;
  /** Earlier runs that were killed, with the values that they wrote or may have written. */
  readonly deadRuns: readonly DeadRun[];
  readonly calls: CallCounts;
  /** What the operator should know of the run and may want to mend, a sentence or two each. */
  readonly warnings: readonly string[];
  /** What ended the run early or stopped it for the operator. */
  readonly problems: readonly RunProblem[];
  readonly exitCode: ExitCode;
}

/**
 * How a run ended: the document that a sync prints with `--json`. Part of the public interface; further keys may be added.
 * `RunSummarySchema` is its valibot schema.
 */
export interface RunSummary extends AnySummary {
  /** What was asked for; `both` is the sync in two directions. */
  readonly command: RunKind;
  /** Which way values may go; of an applied plan, its own; a revert writes to either side. */
  readonly mode: SyncMode;
  readonly dryRun: boolean;
  readonly fields: FieldsSummary;
  readonly certificates: CertificatesSummary;
  /** What is planned for each field that something is planned for. */
  readonly changes: readonly FieldTotals[];
  /** Paths of SCM's details that its report lacks, for whose sake the details of every certificate were read singly. */
  readonly detailsFor: readonly string[];
  /**
   * Fields in which SCM's report was seen to differ from the details, for whose sake the details of every certificate were
   * read. Remembered in the state.
   */
  readonly reportDiffers: readonly ReportDifference[];
  /** Values that were written and returned to what an earlier run had replaced, with no edit in between. */
  readonly returning: readonly ReturningField[];
  /** What would be written; present in a dry run only. */
  readonly plan?: PlanDocument | undefined;
}

/** What a run did to metadata fields of Command. */
export interface FieldsSummary {
  /** Number of metadata fields created; in a dry run, of those that would be. */
  readonly created: number;
  /** Number of metadata fields brought to what the configuration says; in a dry run, of those that would be. */
  readonly updated: number;
  readonly different: readonly FieldDifference[];
  /** Fields that SCM does not have, or whose definition can't be read: the run went on without them. */
  readonly leftOut: readonly LeftOutField[];
}

/** How the certificates of a run ended: how many, and which where somebody may have to look. */
export interface CertificatesSummary {
  /** Matched certificates: updated + unchanged + partial + failed + notProcessed, each certificate once. */
  readonly inScope: number;
  readonly updated: number;
  readonly unchanged: number;
  /** An entry for each field that was not processed. */
  readonly partial: readonly CertificateFailure[];
  /** The fields in conflict of certificates that are partly processed because of them. */
  readonly conflicts: readonly Conflict[];
  readonly failed: readonly CertificateFailure[];
  /** Command's certificates of the issuer that SCM does not have among the profiles in scope. */
  readonly unmatched: readonly NamedCertificate[];
  /** Why certificates failed or are partly processed, the most frequent reason first. */
  readonly reasons: readonly FailureReason[];
  readonly withoutCustomFields: number;
  /** Left out because SCM calls them revoked or expired. */
  readonly skipped: number;
  /** Not reached because the run ended early. */
  readonly notProcessed: number;
}

/** A certificate on both sides; null where a side does not have it or could not be asked. */
export interface CertificateReference {
  /** Upper-case hexadecimal, as Command writes it; empty where a row that can't be read does not tell. */
  readonly serialNumber: string;
  readonly sectigoId: number | null;
  readonly keyfactorId: number | null;
}

/** A certificate with its common name. */
export interface NamedCertificate extends CertificateReference {
  /** The subject's common name; null where it has none or it was not read. */
  readonly commonName: string | null;
}

/** A certificate, or one of its fields, that could not be processed. */
export interface CertificateFailure extends NamedCertificate {
  /** Null where the certificate failed as a whole. */
  readonly field: string | null;
  /** Never holds a value. */
  readonly reason: string;
  /** The value that could not be processed; null where there is none, `***` for a field marked sensitive. */
  readonly value: string | null;
}

/** How many certificates failed in one field for one reason. */
export interface FailureReason {
  readonly outcome: 'partial' | 'failed';
  /** Null where the certificates failed as a whole. */
  readonly field: string | null;
  readonly reason: string;
  /** Number of certificates. */
  readonly certificates: number;
}

/** A custom field that both systems changed since they last agreed, or held differently from the start. */
export interface Conflict extends NamedCertificate {
  /** The custom field's name in SCM. */
  readonly field: string;
  /** SCM's value; null where there is none, `***` for a field marked sensitive. */
  readonly sectigo: string | null;
  /** Command's value; null where there is none, `***` for a field marked sensitive. */
  readonly keyfactor: string | null;
  /** The value last agreed on; null where none is known. */
  readonly agreed: string | null;
  /** What the further metadata fields hold that the custom field fills, where there are several. */
  readonly others?: readonly FurtherValue[] | undefined;
}

/** The value of a further metadata field that the same custom field fills. */
export interface FurtherValue {
  /** The metadata field's name. */
  readonly field: string;
  /** Null where there is no value, `***` for a field marked sensitive. */
  readonly keyfactor: string | null;
}

/** An earlier run that was killed, with its values by outcome. */
export interface DeadRun {
  /** UUID. */
  readonly runId: string;
  /** The kind of the run as it was recorded, perhaps by another version. */
  readonly command: RunKind | (string & {});
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly written: number;
  /** Under way when it was killed; compared again by this run. */
  readonly unknown: number;
  readonly notWritten: number;
}

/** A field whose values return to what an earlier run replaced. */
export interface ReturningField extends FieldPlace {
  /** Number of certificates. */
  readonly certificates: number;
  /** Those of some of them. */
  readonly serialNumbers: readonly string[];
}

/** HTTP requests sent to each system, retries included. */
export interface CallCounts {
  readonly sectigo: number;
  readonly keyfactor: number;
}

/** Why a run ended early or did not start, with a remedy. */
export interface RunProblem {
  /** The file of the configuration that is to blame; null where none is. */
  readonly file: string | null;
  /** Where in the file; null where no file is to blame. */
  readonly path: string | null;
  /** Where a file could not be parsed; counted from 1. */
  readonly line?: number | undefined;
  /** Counted from 1; null where it is not known. */
  readonly column?: number | null | undefined;
  /** A whole sentence. */
  readonly message: string;
  /** What to do about it; empty where nothing is known. */
  readonly remedy: string;
}

/** What a dry run would write. */
export interface PlanDocument {
  /** Names of metadata fields to create in Command. */
  readonly createFields: readonly string[];
  /** Names of metadata fields of Command to bring to what the configuration says. */
  readonly updateFields: readonly string[];
  readonly certificates: readonly PlanDocumentCertificate[];
}

/** A certificate with what would be written to it. */
export interface PlanDocumentCertificate extends CertificateReference {
  readonly changes: readonly PlanDocumentValue[];
}

/** A value that would be written; `***` in the place of one of a field marked sensitive. */
export interface PlanDocumentValue extends ValueChange {}
