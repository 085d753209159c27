import { hostname } from 'node:os';
import type { FieldFailure } from '../planning/plan-field.ts';
import type { PlannedValue } from '../planning/sync-plan.ts';
import type { ChangeOutcome, RecordedChange, RunEnd, StateStore } from '../state/state-store.ts';
import type { MissingCertificate } from './import-summary.ts';

/** Keeps in the state what an import does; without a store it does nothing. */
export class ImportHistory {
  readonly #store: StateStore | undefined;
  readonly #runId: string;
  readonly #hashSensitive: (text: string) => string;
  #positions = 0;
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

  async begin(startedAt: string): Promise<void> {
    if (this.#store === undefined) return;
    const process_ = { pid: process.pid, host: hostname() };
    await this.#store.beginRun({ runId: this.#runId, command: 'import', startedAt, of: null, ...process_ });
    this.#begun = true;
  }

  /** Puts down an import that is about to be sent, and returns the number that history knows it by. */
  async intend(
    { serialNumber, sectigoId }: MissingCertificate,
    changes: readonly PlannedValue[],
  ): Promise<number> {
    this.#positions += 1;
    const position = this.#positions;
    if (!this.#begun) return position;
    const record = { position, serialNumber, sectigoId, keyfactorId: null, at: new Date().toISOString() };
    const recorded = changes.map((change) => this.#toRecord(change));
    await this.#store?.recordCertificates(this.#runId, [{ ...record, changes: recorded }]);
    return position;
  }

  /** Puts down that Command does not have the certificate. */
  async refused(position: number): Promise<void> {
    await this.#settle({ position, outcome: 'not-written' });
  }

  /** Puts down which values Command has. */
  async imported(
    position: number,
    {
      keyfactorId,
      changes,
      failures,
    }: {
      readonly keyfactorId: number;
      readonly changes: readonly PlannedValue[];
      readonly failures: readonly FieldFailure[];
    },
  ): Promise<void> {
    const failed = new Set(failures.map(({ field }) => field));
    const outcome = changes.map(
      ({ field }): ChangeOutcome => (failed.has(field) ? 'not-written' : 'written'),
    );
    await this.#settle({ position, outcome, keyfactorId });
  }

  async finish(end: RunEnd): Promise<void> {
    if (this.#begun) await this.#store?.finishRun(this.#runId, end);
  }

  async #settle(settlement: Parameters<StateStore['settle']>[1][number]): Promise<void> {
    if (this.#begun) await this.#store?.settle(this.#runId, [settlement], new Date().toISOString());
  }

  #toRecord({ side, field, after, sensitive }: PlannedValue): RecordedChange {
    const record = { side, field, before: null, outcome: 'started' } as const;
    return sensitive ? { ...record, after: this.#hashSensitive(after), sensitive } : { ...record, after };
  }
}
