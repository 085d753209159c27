import { hostname } from 'node:os';
import type { AgreedValue } from '../planning/choose-direction.ts';
import type { PlanRow } from '../planning/plan-row.ts';
import type { PlannedCertificate, PlannedValue } from '../planning/sync-plan.ts';
import type {
  BaselineRow,
  ChangeOutcome,
  InventoryCounts,
  LatestChange,
  RecordedCertificate,
  ReportDifference,
  RunEnd,
  RunRecord,
  RunStart,
  Settlement,
  StateStore,
} from '../state/state-store.ts';
import type { DeadRun } from '../summary/run-summary.ts';

/** Outcomes and agreed values that are written to the store in one go. */
const BATCH = 64;

/** Runs of this process, which are alive. */
const alive = new Set<string>();

/** What history needs of a certificate that is about to be written. An import may have no values. */
export type IntendedRow = Pick<PlanRow, 'serial' | 'agreements' | 'isHashed'> & {
  readonly certificate: Omit<PlannedCertificate, 'fingerprint' | 'changes'> & {
    readonly changes: readonly PlannedValue[];
  };
};

/** A row under the number that history knows it by. */
export type RecordedRow<R extends IntendedRow = PlanRow> = R & { readonly position: number };

/** Records a run in the state store; a no-op without one. */
export class Recorder {
  readonly #store: StateStore | undefined;
  readonly #runId: string;
  readonly #hashSensitive: (text: string) => string;
  #settlements: Settlement[] = [];
  /** Those that could not be recorded when they were due. */
  #unrecorded: Settlement[] = [];
  #agreed: BaselineRow[] = [];
  #positions = 0;
  #deadRuns: readonly RunRecord[] = [];
  #begun = false;

  constructor(options: {
    readonly store: StateStore | undefined;
    readonly runId: string;
    readonly hashSensitive: (text: string) => string;
  }) {
    this.#store = options.store;
    this.#runId = options.runId;
    this.#hashSensitive = options.hashSensitive;
  }

  /** Records that the run begins; finds those that were killed before. */
  async begin(run: Pick<RunStart, 'command' | 'startedAt' | 'of'>): Promise<void> {
    if (this.#store === undefined) return;
    const dead = (await this.#store.unfinishedRuns()).filter(isDead);
    this.#deadRuns = dead.length === 0 ? [] : withUntold(dead, await this.#store.listRuns());
    alive.add(this.#runId);
    // In this order: killed in between, this run is found dead together with those.
    await this.#store.beginRun({ ...run, runId: this.#runId, pid: process.pid, host: hostname() });
    for (const { runId } of dead) await this.#store.markDead(runId, run.startedAt);
    this.#begun = true;
  }

  async recordInventory(inventory: InventoryCounts): Promise<void> {
    if (this.#begun) await this.#store?.recordInventory(this.#runId, inventory);
  }

  async lastInventory(): Promise<InventoryCounts | null> {
    return (await this.#store?.lastInventory()) ?? null;
  }

  /** What both systems last agreed on, by Command id; only for the same certificate. */
  async baselines(
    certificates: readonly { readonly keyfactorId: number; readonly serial: string }[],
  ): Promise<ReadonlyMap<number, BaselineRow['values']>> {
    const found = await this.#store?.readBaselines(certificates.map(({ keyfactorId }) => keyfactorId));
    const values = new Map<number, BaselineRow['values']>();
    for (const { keyfactorId, serial } of certificates) {
      const row = found?.get(keyfactorId);
      if (row?.serial === serial) values.set(keyfactorId, row.values);
    }
    return values;
  }

  /** Changes of dead runs that may or may not have been written. */
  async unresolved(
    keyfactorIds: readonly number[],
  ): Promise<readonly (RecordedCertificate & { readonly runId: string })[]> {
    return this.#begun ? ((await this.#store?.unresolved(keyfactorIds)) ?? []) : [];
  }

  /** The last value that runs wrote into each field of certificates. */
  async latestChanges(keyfactorIds: readonly number[]): Promise<readonly LatestChange[]> {
    return (await this.#store?.latestChanges(keyfactorIds)) ?? [];
  }

  /** The fields in which the report of an SCM account was seen to differ from its details. */
  async reportDifferences(system: string): Promise<readonly ReportDifference[]> {
    return (await this.#store?.reportDifferences(system)) ?? [];
  }

  async keepReportDifferences(system: string, differences: readonly ReportDifference[]): Promise<void> {
    if (this.#begun) await this.#store?.keepReportDifferences(system, differences);
  }

  async forgetReportDifferences(system: string, fields: readonly string[]): Promise<void> {
    if (this.#begun) await this.#store?.forgetReportDifferences(system, fields);
  }

  /** Records how changes of a dead run ended. */
  async resolve(runId: string, settlement: Settlement): Promise<void> {
    await this.#store?.settle(runId, [settlement], new Date().toISOString());
  }

  /** Records what is about to be written; on disk before it returns. */
  async intend<R extends IntendedRow>(rows: readonly R[]): Promise<RecordedRow<R>[]> {
    const recorded = rows.map((row) => {
      this.#positions += 1;
      return { ...row, position: this.#positions };
    });
    const at = new Date().toISOString();
    const certificates = recorded.map((row) => this.#toRecord(row, at));
    if (this.#begun) await this.#store?.recordCertificates(this.#runId, certificates);
    return recorded;
  }

  /** Records how the changes of a certificate ended, one by one, and its id in Command where an import made it known. */
  async recordOutcomes(
    row: RecordedRow<IntendedRow>,
    outcomes: readonly ChangeOutcome[],
    { keyfactorId = row.certificate.keyfactorId }: { readonly keyfactorId?: number | null } = {},
  ): Promise<void> {
    if (!this.#begun) return;
    const [first] = outcomes;
    const alike = first !== undefined && outcomes.every((outcome) => outcome === first);
    const settlement = { position: row.position, outcome: alike ? first : outcomes };
    const isNew = keyfactorId !== null && row.certificate.keyfactorId === null;
    this.#settlements.push(isNew ? { ...settlement, keyfactorId } : settlement);
    const written = row.agreements.filter((_, index) => outcomes[index] === 'written');
    if (keyfactorId !== null && written.some((agreement) => agreement !== null)) {
      const values = Object.fromEntries(written.filter((agreement) => agreement !== null));
      this.#agreed.push({ keyfactorId, serial: row.serial, values });
    }
    if (this.#settlements.length >= BATCH) await this.flush();
  }

  /** Records values that both systems were seen to agree on. */
  async agree(
    certificate: { readonly keyfactorId: number; readonly serial: string },
    values: Readonly<Record<string, AgreedValue>>,
  ): Promise<void> {
    if (!this.#begun) return;
    this.#agreed.push({ ...certificate, values });
    if (this.#agreed.length >= BATCH) await this.flush();
  }

  /** Writes what is not in the store yet. */
  async flush(): Promise<void> {
    const [settlements, agreed] = [this.#settlements, this.#agreed];
    [this.#settlements, this.#agreed] = [[], []];
    if (settlements.length > 0) {
      try {
        await this.#store?.settle(this.#runId, settlements, new Date().toISOString());
      } catch (error) {
        this.#unrecorded.push(...settlements);
        throw error;
      }
    }
    if (agreed.length === 0) return;
    const present = await this.baselines(agreed);
    const merged = new Map<number, BaselineRow>();
    for (const { keyfactorId, serial, values } of agreed) {
      const known = merged.get(keyfactorId)?.values ?? present.get(keyfactorId);
      merged.set(keyfactorId, { keyfactorId, serial, values: { ...known, ...values } });
    }
    await this.#store?.writeBaselines([...merged.values()]);
  }

  async finish(end: RunEnd): Promise<void> {
    if (!this.#begun) return;
    try {
      // A state that was out of reach for a moment may be there again.
      this.#settlements.push(...this.#unrecorded.splice(0));
      await this.flush();
      await this.#store?.finishRun(this.#runId, end);
    } finally {
      alive.delete(this.#runId);
    }
  }

  /** What the runs had done that were found dead, as far as this run could find out. */
  async describeDeadRuns(): Promise<DeadRun[]> {
    const described: DeadRun[] = [];
    for (const { runId } of this.#deadRuns) {
      for (const { command, startedAt, values } of (await this.#store?.findRuns(runId)) ?? []) {
        const { written, started: unknown, 'not-written': notWritten } = values;
        described.push({ runId, command, startedAt, written, unknown, notWritten });
      }
    }
    return described;
  }

  #toRecord({ position, certificate, isHashed }: RecordedRow<IntendedRow>, at: string): RecordedCertificate {
    const { serialNumber, sectigoId, keyfactorId, changes } = certificate;
    const keep = (text: string) => (text === '' || isHashed ? text : this.#hashSensitive(text));
    return {
      position,
      serialNumber,
      sectigoId,
      keyfactorId,
      at,
      changes: changes.map(({ side, field, before, after, sensitive }) =>
        sensitive
          ? {
              side,
              field,
              before: before === null ? null : keep(before),
              after: keep(after),
              sensitive,
              outcome: 'started',
            }
          : { side, field, before, after, outcome: 'started' },
      ),
    };
  }
}

/** Adds the runs that a dead run had found dead before it was killed and could report them; the earliest first. */
function withUntold(dead: readonly RunRecord[], runs: readonly RunRecord[]): readonly RunRecord[] {
  const untold = new Set(dead.map(({ runId }) => runId));
  // The latest come first, so that each finder comes before those that it found.
  for (const finder of runs.filter(({ end }) => end === null)) {
    if (!untold.has(finder.runId)) continue;
    const found = runs.filter(({ foundDeadAt }) => foundDeadAt === finder.startedAt);
    for (const { runId } of found) untold.add(runId);
  }
  return runs.filter(({ runId }) => untold.has(runId)).toReversed();
}

/** Returns whether no process works on a run any more. The lock keeps runs of other machines away from the same configuration. */
function isDead({ runId, pid, host }: RunRecord): boolean {
  if (alive.has(runId)) return false;
  if (host !== hostname() || pid === process.pid) return true;
  try {
    // Signal 0 only asks; Windows knows it too.
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
