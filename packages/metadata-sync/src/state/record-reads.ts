import { checkArgument, optional, type Shape } from '@certbridge/rest-client';
import type { SqliteFile } from '@certbridge/sqlite-file';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import {
  keyRange,
  lookupSerial,
  POSITION_BITS,
  type RecordRow,
  toRecordedCertificate,
} from './record-rows.ts';
import { prepareRunNumber } from './run-number.ts';
import type { CertificatesOfOptions, LatestChange, RecordedCertificate, StateStore } from './state-store.ts';

/** Certificates read at once. No statement stays open in between: it would keep the journal from being cut. */
const BATCH = 500;

/** Records in which the latest change of a field is looked for: those of the last runs over any estate. */
const LATEST = 100_000;

const readOptions = optional('option', { serialNumber: 'text?' } satisfies Shape<CertificatesOfOptions>);

/** Reads the recorded changes of runs. */
export function recordReads(
  database: SqliteFile,
): Pick<StateStore, 'certificatesOf' | 'unresolved' | 'latestChanges'> {
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
  const selectLatest = database.prepare<RecordRow & { readonly command: string }>(
    `SELECT certificate.*, run.command FROM (SELECT key FROM certificate ORDER BY key DESC LIMIT ${LATEST}) AS latest
     JOIN certificate USING (key) JOIN run ON run.number = certificate.key >> ${POSITION_BITS}
     WHERE keyfactor_id IN (SELECT value FROM json_each(?)) AND instr(outcomes, 'w') > 0
     ORDER BY key DESC`,
  );

  async function* readBatches(
    runId: string,
    { serialNumber }: CertificatesOfOptions,
  ): AsyncGenerator<RecordedCertificate> {
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
  }

  return {
    certificatesOf(runId, options = {}) {
      const of = 'certificatesOf';
      if (typeof runId !== 'string') throw invalidArgument(`Argument 1 of ${of} must be text.`);
      checkArgument(options, readOptions, { of, name: `Argument 2 of ${of}` });
      return readBatches(runId, options);
    },
    async latestChanges(keyfactorIds) {
      return database.read(() => latestOf(selectLatest.iterate(JSON.stringify(keyfactorIds))));
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

/** Picks the latest change that was written to each field. One that a revert wrote is left out, with those before it. */
function latestOf(rows: Iterable<RecordRow & { readonly command: string }>): LatestChange[] {
  const seen = new Set<string>();
  const latest: LatestChange[] = [];
  for (const row of rows) {
    const { keyfactorId, serialNumber, changes } = toRecordedCertificate(row);
    for (const change of changes) {
      const place = JSON.stringify([keyfactorId, change.side, change.field]);
      if (keyfactorId === null || change.outcome !== 'written' || seen.has(place)) continue;
      seen.add(place);
      if (row.command !== 'revert') latest.push({ keyfactorId, serialNumber, change });
    }
  }
  return latest;
}
