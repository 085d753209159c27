import type { SqliteFile } from '@certbridge/sqlite-file';
import {
  keyRange,
  lookupSerial,
  POSITION_BITS,
  type RecordRow,
  toRecordedCertificate,
} from './record-rows.ts';
import { prepareRunNumber } from './run-number.ts';
import type { StateStore } from './state-store.ts';

/** Certificates read at once. No statement stays open in between: it would keep the journal from being cut. */
const BATCH = 500;

/** Reads what runs set out to write. */
export function recordReads(database: SqliteFile): Pick<StateStore, 'certificatesOf' | 'unresolved'> {
  const numberOf = prepareRunNumber(database);
  const selectBatch = database.prepare<RecordRow>(
    `SELECT * FROM certificate WHERE key > ?1 AND key < ?2 AND (?3 IS NULL OR serial = ?3) ORDER BY key LIMIT ${BATCH}`,
  );
  const selectInDoubt = database.prepare('SELECT 1 FROM run WHERE found_dead_at IS NOT NULL AND started > 0');
  const selectUnresolved = database.prepare<RecordRow & { readonly run_id: string }>(
    `SELECT certificate.*, run.id AS run_id FROM certificate JOIN run ON run.number = certificate.key >> ${POSITION_BITS}
     WHERE keyfactor_id IN (SELECT value FROM json_each(?)) AND instr(outcomes, 's') > 0
       AND found_dead_at IS NOT NULL AND started > 0
     ORDER BY key`,
  );

  return {
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
