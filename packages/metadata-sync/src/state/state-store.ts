import type { SyncMode } from '../sync-mode.ts';
import type { ExitCode } from './exit-code.ts';

/** What a run was asked for; `both` is the sync in two directions. */
export type RunKind = SyncMode | 'apply' | 'revert' | 'import';

/** One of the two systems. */
export type Side = 'sectigo' | 'keyfactor';

/** A field of one of the systems. */
export interface FieldPlace {
  readonly side: Side;
  /** The field's name on that side. */
  readonly field: string;
}

/** A value of a field before and after a run writes to it. */
export interface ValueChange extends FieldPlace {
  /** Null where there is no value. */
  readonly before: string | null;
  /** Empty where the value is cleared. */
  readonly after: string;
}

/** Sizes of both inventories as a run read them. */
export interface InventoryCounts {
  /** Certificates with a serial number in SCM's list. */
  readonly sectigo: number;
  /** Certificates of the issuer in Command. */
  readonly keyfactor: number;
  /** Command certificates that SCM has, too. */
  readonly matched: number;
}

/** A run as it is recorded when it begins. */
export interface RunStart {
  /** UUID. */
  readonly runId: string;
  /** The kind of run, named as in the JSON of summaries and `history`: by the command that started it. */
  readonly command: RunKind;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** The process that runs it, so that a later run can tell whether it is still alive. */
  readonly pid: number;
  readonly host: string;
  /** The plan that is applied or the run that is reverted; null for any other. */
  readonly of: string | null;
}

/** How a run ended. */
export interface RunEnd {
  /** ISO 8601, UTC. */
  readonly finishedAt: string;
  readonly exitCode: ExitCode;
  /** Certificates by outcome, as in the summary. */
  readonly certificates: {
    readonly inScope: number;
    readonly updated: number;
    readonly unchanged: number;
    readonly partial: number;
    readonly failed: number;
    readonly notProcessed: number;
  };
}

/** A run as history keeps it. */
export interface RunRecord extends RunStart {
  /** Null while it is under way, and for ever where its process was killed. */
  readonly end: RunEnd | null;
  /** Null where the run ended before it read them, or is of a kind that reads none. */
  readonly inventory: InventoryCounts | null;
  /** When a later run found it unfinished with its process gone; ISO 8601, UTC. */
  readonly foundDeadAt: string | null;
  /** Values by outcome. */
  readonly values: Readonly<Record<ChangeOutcome, number>>;
}

/**
 * The outcome of a value. `started` was sent, or about to be, and the outcome is not known: the response was lost, or
 * the process was killed.
 */
export type ChangeOutcome = 'started' | 'written' | 'not-written';

/** A value that a run set out to write. Texts are canonical; hashes where `sensitive` is set. */
export interface RecordedChange extends ValueChange {
  readonly sensitive?: true;
  readonly outcome: ChangeOutcome;
}

/** The values of one certificate that a run set out to write. */
export interface RecordedCertificate {
  /** Counts within the run, from 1 and below 2 ** 30; together with the run's id it names the record. */
  readonly position: number;
  /** As Command writes it. */
  readonly serialNumber: string;
  readonly sectigoId: number | null;
  readonly keyfactorId: number | null;
  /** When it was recorded or, once known, when it ended; ISO 8601, UTC. */
  readonly at: string;
  readonly changes: readonly RecordedChange[];
}

/** A certificate of a dead run, of whose values some may have been written or not. */
export interface UnresolvedCertificate extends RecordedCertificate {
  /** UUID of the run. */
  readonly runId: string;
}

/** How the values of a certificate ended: all alike, or one by one in the order of its changes. */
export interface Settlement {
  readonly position: number;
  readonly outcome: ChangeOutcome | readonly ChangeOutcome[];
  /** Where it was not known before, as after an import. */
  readonly keyfactorId?: number | undefined;
}

/**
 * The values of one certificate in which both systems last agreed, by the field's name in SCM. Two texts, SCM's and
 * Command's, where they write the same value differently. An empty text: agreed to have none. Hashes for sensitive fields.
 */
export type Baseline = Readonly<Record<string, string | readonly [sectigo: string, keyfactor: string]>>;

/** The baseline of one certificate. */
export interface BaselineRow {
  readonly keyfactorId: number;
  /** Canonical; a baseline does not count for another certificate. */
  readonly serial: string;
  readonly values: Baseline;
}

/** A field in which SCM's report was seen to differ from the details of a certificate. */
export interface ReportDifference {
  /** `customFields: NAME`, `details: PATH`, or `status`. */
  readonly field: string;
  /** ISO 8601, UTC. */
  readonly foundAt: string;
}

/** The last value that a run is known to have written into a field of a certificate. */
export interface LatestChange {
  readonly keyfactorId: number;
  /** As Command writes it. */
  readonly serialNumber: string;
  readonly change: RecordedChange;
}

/** Which runs to list. */
export interface ListRunsOptions {
  /** Most runs to list (all). */
  readonly limit?: number | undefined;
}

/** Which certificates of a run to read. */
export interface CertificatesOfOptions {
  /** In any notation. Default: all certificates. */
  readonly serialNumber?: string | undefined;
}

/**
 * Keeps runs, every change and the last agreed values, so that runs can be shown and undone, and conflicts be found.
 *
 * Losing it, as when its file is deleted, costs history and conflict detection, never correctness. Several processes may
 * use it at the same time. What is written outlives a killed process; what is not called durable may be undone by a power
 * loss, the latest first. Fields and values may be any text; other texts must be well-formed.
 *
 * Every method may throw a {@link StateError}, and a RangeError for a run or position that is not recorded, or is already.
 */
export interface StateStore {
  /** Records a run; durable before it returns. */
  beginRun(run: RunStart): Promise<void>;
  /** Records how large the inventories are; durable before it returns. */
  recordInventory(runId: string, inventory: InventoryCounts): Promise<void>;
  /** Records how a run ended; durable before it returns. */
  finishRun(runId: string, end: RunEnd): Promise<void>;
  /** Lists runs, the latest recorded first. */
  listRuns(options?: ListRunsOptions): Promise<readonly RunRecord[]>;
  /** Finds the runs whose id begins with a text in any letter case, the latest first; `last` names the latest. */
  findRuns(idOrBeginning: string): Promise<readonly RunRecord[]>;
  /** Runs without an end that no later run has found dead yet, the earliest first. */
  unfinishedRuns(): Promise<readonly RunRecord[]>;
  /** Notes that a run is dead; durable before it returns. Its started values stay as they are until {@link settle} is called. */
  markDead(runId: string, foundDeadAt: string): Promise<void>;
  /** The inventory of the latest run that finished with exit code 0 or 3 and read one. */
  lastInventory(): Promise<InventoryCounts | null>;

  /** Records what a run is about to write, before it is sent; durable before it returns. */
  recordCertificates(runId: string, certificates: readonly RecordedCertificate[]): Promise<void>;
  /** Records how the changes of certificates ended. */
  settle(runId: string, settlements: readonly Settlement[], at: string): Promise<void>;
  /**
   * Reads what a run set out to write, in the order of positions, all or those of one serial number in any notation.
   * Part after part is held; what is recorded or settled meanwhile may be seen or not.
   */
  certificatesOf(runId: string, options?: CertificatesOfOptions): AsyncIterable<RecordedCertificate>;
  /** Certificates of dead runs with values that are still `started`, of these Command ids. */
  unresolved(keyfactorIds: readonly number[]): Promise<readonly UnresolvedCertificate[]>;

  /**
   * The latest written change of each field of these certificates, out of the latest 100,000 recorded certificates.
   * A field that a revert wrote last is left out: that was the operator's decision.
   */
  latestChanges(keyfactorIds: readonly number[]): Promise<readonly LatestChange[]>;

  /** The fields in which the report of an SCM account was seen to differ from its details, in the order of names. */
  reportDifferences(system: string): Promise<readonly ReportDifference[]>;
  /** Keeps such fields, each with the time when it was first found; durable before it returns. */
  keepReportDifferences(system: string, differences: readonly ReportDifference[]): Promise<void>;
  /** Forgets such fields, so that the report is trusted anew; durable before it returns. */
  forgetReportDifferences(system: string, fields: readonly string[]): Promise<void>;

  /** The last agreed values of certificates, by Command id; those without any are missing. */
  readBaselines(keyfactorIds: readonly number[]): Promise<ReadonlyMap<number, BaselineRow>>;
  /** Replaces the last agreed values of certificates. */
  writeBaselines(rows: readonly BaselineRow[]): Promise<void>;

  /** May be called again. No other method works after it. */
  close(): Promise<void>;
}
