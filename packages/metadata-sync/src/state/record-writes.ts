import { countNoun } from '@certbridge/plain-text';
import type { SqliteFile } from '@certbridge/sqlite-file';
import { decodeOutcomes, encodeChanges, encodeOutcomes, lookupSerial, recordKey } from './record-rows.ts';
import { prepareRunNumber } from './run-number.ts';
import type { ChangeOutcome, RecordedCertificate, Settlement, StateStore } from './state-store.ts';

/** Records the changes of runs before they are written, and how they ended. */
export function recordWrites(database: SqliteFile): Pick<StateStore, 'recordCertificates' | 'settle'> {
  const numberOf = prepareRunNumber(database);
  const insert = database.prepare(
    `INSERT INTO certificate (key, serial, written_as, sectigo_id, keyfactor_id, at, outcomes, changes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1`,
  );
  const selectOutcomes = database.prepare<{ readonly outcomes: string; readonly count: number }>(
    'SELECT outcomes, json_array_length(changes) AS count FROM certificate WHERE key = ?',
  );
  const update = database.prepare(
    'UPDATE certificate SET outcomes = ?, at = ?, keyfactor_id = coalesce(?, keyfactor_id) WHERE key = ?',
  );
  const addToCounts = database.prepare(
    'UPDATE run SET started = started + ?, written = written + ?, not_written = not_written + ? WHERE number = ?',
  );

  return {
    async recordCertificates(runId, certificates) {
      await database.write('power-loss', () => {
        const run = numberOf(runId);
        const counts = new OutcomeCounts();
        for (const certificate of certificates) {
          if (!insert.get(...toColumns(certificate, run)))
            throw new RangeError(`Position ${certificate.position} of the run ${runId} is recorded already.`);
          for (const { outcome } of certificate.changes) counts.add(outcome, 1);
        }
        addToCounts.run(...counts.toColumns(), run);
      });
    },
    async settle(runId, settlements, at) {
      // What a power loss undoes here is `started` again, and compared by the next run.
      await database.write('kill', () => {
        const run = numberOf(runId);
        const counts = new OutcomeCounts();
        for (const settlement of settlements) {
          const key = recordKey(run, settlement.position);
          const row = selectOutcomes.get(key);
          if (row === undefined)
            throw new RangeError(`Position ${settlement.position} of the run ${runId} is not recorded.`);
          const outcomes = outcomesOf(settlement, row.count);
          for (const outcome of decodeOutcomes(row.outcomes, row.count)) counts.add(outcome, -1);
          for (const outcome of outcomes) counts.add(outcome, 1);
          update.run(encodeOutcomes(outcomes), at, settlement.keyfactorId ?? null, key);
        }
        addToCounts.run(...counts.toColumns(), run);
      });
    },
  };
}

function toColumns(certificate: RecordedCertificate, run: number) {
  const { serialNumber, sectigoId, keyfactorId, at, changes } = certificate;
  const serial = lookupSerial(serialNumber);
  return [
    recordKey(run, certificate.position),
    serial,
    serial === serialNumber ? null : serialNumber,
    sectigoId,
    keyfactorId,
    at,
    encodeOutcomes(changes.map(({ outcome }) => outcome)),
    encodeChanges(changes),
  ];
}

function outcomesOf({ outcome, position }: Settlement, count: number): readonly ChangeOutcome[] {
  if (typeof outcome === 'string') return Array.from({ length: count }, () => outcome);
  if (outcome.length === count) return outcome;
  throw new RangeError(`Position ${position} has ${countNoun(count, 'change')}, not ${outcome.length}.`);
}

/** How many values more, or fewer, have an outcome. */
class OutcomeCounts {
  readonly #counts: Record<ChangeOutcome, number> = { started: 0, written: 0, 'not-written': 0 };

  add(outcome: ChangeOutcome, count: number): void {
    this.#counts[outcome] += count;
  }

  toColumns(): number[] {
    return [this.#counts.started, this.#counts.written, this.#counts['not-written']];
  }
}
