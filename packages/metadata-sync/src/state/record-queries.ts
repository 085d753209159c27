import {
  decodeOutcomes,
  encodeChanges,
  encodeOutcomes,
  keyRange,
  lookupSerial,
  type RecordRow,
  recordKey,
  toRecordedCertificate,
} from './record-rows.ts';
import type { StateDatabase } from './state-database.ts';
import type { ChangeOutcome, RecordedCertificate, Settlement, StateStore } from './state-store.ts';

type RecordQueries = Pick<StateStore, 'recordCertificates' | 'settle' | 'certificatesOf' | 'unresolved'>;

/** Certificates read at once. No statement stays open in between: it would keep the journal from being cut. */
const BATCH = 500;

/** Keeps what runs set out to write. */
export function recordQueries(database: StateDatabase): RecordQueries {
  const selectRun = database.prepare<{ readonly number: number }>('SELECT number FROM run WHERE id = ?');
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
  const selectBatch = database.prepare<RecordRow>(
    `SELECT * FROM certificate WHERE key > ?1 AND key < ?2 AND (?3 IS NULL OR serial = ?3) ORDER BY key LIMIT ${BATCH}`,
  );
  const selectInDoubt = database.prepare('SELECT 1 FROM run WHERE found_dead_at IS NOT NULL AND started > 0');
  const selectUnresolved = database.prepare<RecordRow & { readonly run_id: string }>(
    `SELECT certificate.*, run.id AS run_id FROM certificate JOIN run ON run.number = certificate.key >> 30
     WHERE keyfactor_id IN (SELECT value FROM json_each(?)) AND instr(outcomes, 's') > 0
       AND found_dead_at IS NOT NULL AND started > 0
     ORDER BY key`,
  );

  function numberOf(runId: string): number {
    const row = selectRun.get(runId);
    if (row === undefined) throw new RangeError(`No run ${runId} is recorded.`);
    return row.number;
  }

  return {
    async recordCertificates(runId, certificates) {
      database.write('power-loss', () => {
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
      database.write('kill', () => {
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
    async *certificatesOf(runId, { serialNumber } = {}) {
      const run = database.read(() => numberOf(runId));
      const serial = serialNumber === undefined ? null : lookupSerial(serialNumber);
      const range = keyRange(run);
      let after = range.after;
      while (true) {
        const from = after;
        const rows = database.read(() => selectBatch.all(from, range.before, serial));
        for (const row of rows) yield database.read(() => toRecordedCertificate(row));
        const last = rows.at(-1);
        if (last === undefined || rows.length < BATCH) return;
        after = last.key;
      }
    },
    async unresolved(keyfactorIds) {
      return database.read(() => {
        if (selectInDoubt.get() === undefined) return [];
        const rows = selectUnresolved.all(JSON.stringify(keyfactorIds));
        return rows.map((row) => ({ ...toRecordedCertificate(row), runId: row.run_id }));
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
  throw new RangeError(`Position ${position} has ${count} changes, not ${outcome.length}.`);
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
