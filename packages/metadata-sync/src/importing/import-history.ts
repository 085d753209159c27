import { parseSerialNumber } from '@certbridge/certificate';
import type { CertificateRecords, FieldMapping } from '../fields/field-plan.ts';
import type { FieldFailure } from '../planning/plan-field.ts';
import { agreementsAfter } from '../planning/plan-row.ts';
import type { PlannedValue } from '../planning/sync-plan.ts';
import { Recorder } from '../run/recorder.ts';
import type { ChangeOutcome, RecordedChange, RunEnd, Settlement, StateStore } from '../state/state-store.ts';
import type { RunSummary } from '../summary/run-summary.ts';
import type { MissingCertificate } from './import-summary.ts';

/** An import that was put down before it is sent. */
export interface IntendedImport {
  /** The number that history knows it by. */
  readonly position: number;
  readonly certificate: MissingCertificate;
  readonly changes: readonly PlannedValue[];
}

/** Keeps in the state what an import does; without a store it does nothing. */
export class ImportHistory {
  readonly #store: StateStore | undefined;
  readonly #runId: string;
  readonly #hashSensitive: (text: string) => string;
  readonly #recorder: Recorder;
  #positions = 0;

  constructor(options: {
    readonly store: StateStore | undefined;
    readonly runId: string;
    readonly hashSensitive: (text: string) => string;
  }) {
    this.#store = options.store;
    this.#runId = options.runId;
    this.#hashSensitive = options.hashSensitive;
    this.#recorder = new Recorder(options);
  }

  async begin(startedAt: string): Promise<void> {
    await this.#recorder.begin({ command: 'import', of: null, startedAt });
  }

  /** Puts down an import that is about to be sent; on disk before it returns. */
  async intend(certificate: MissingCertificate, changes: readonly PlannedValue[]): Promise<IntendedImport> {
    this.#positions += 1;
    const position = this.#positions;
    const { serialNumber, sectigoId } = certificate;
    await this.#store?.recordCertificates(this.#runId, [
      {
        position,
        serialNumber,
        sectigoId,
        keyfactorId: null,
        at: new Date().toISOString(),
        changes: changes.map((change) => this.#toRecord(change)),
      },
    ]);
    return { position, certificate, changes };
  }

  /** Puts down that Command does not have the certificate. */
  async refused({ position }: IntendedImport): Promise<void> {
    await this.#settle({ position, outcome: 'not-written' });
  }

  /** Puts down which values Command has, which both systems agree on from now on. */
  async imported(
    { position, certificate, changes }: IntendedImport,
    {
      keyfactorId,
      failures,
      mappings,
      records,
    }: {
      readonly keyfactorId: number;
      readonly failures: readonly FieldFailure[];
      readonly mappings: readonly FieldMapping[];
      readonly records: CertificateRecords;
    },
  ): Promise<void> {
    const failed = new Set(failures.map(({ field }) => field));
    const outcome = changes.map(
      ({ field }): ChangeOutcome => (failed.has(field) ? 'not-written' : 'written'),
    );
    await this.#settle({ position, outcome, keyfactorId });
    const written = changes.filter(({ field }) => !failed.has(field));
    const agreements = agreementsAfter(mappings, records, {
      changes: written,
      hashSensitive: this.#hashSensitive,
    });
    const serial = parseSerialNumber(certificate.serialNumber) ?? '';
    const values = Object.fromEntries(agreements.filter((agreement) => agreement !== null));
    await this.#recorder.agree({ keyfactorId, serial }, values);
  }

  async finish(end: RunEnd): Promise<void> {
    await this.#recorder.finish(end);
  }

  /** What runs had done that this one found dead. */
  async describeDeadRuns(): Promise<RunSummary['deadRuns']> {
    return this.#recorder.describeDeadRuns();
  }

  async #settle(settlement: Settlement): Promise<void> {
    await this.#store?.settle(this.#runId, [settlement], new Date().toISOString());
  }

  #toRecord({ side, field, after, sensitive }: PlannedValue): RecordedChange {
    const record = { side, field, before: null, outcome: 'started' } as const;
    return sensitive ? { ...record, after: this.#hashSensitive(after), sensitive } : { ...record, after };
  }
}
