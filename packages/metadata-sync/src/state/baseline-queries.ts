import type { SqliteFile } from '@certbridge/sqlite-file';
import type { StateStore } from './state-store.ts';

interface BaselineTableRow {
  readonly keyfactor_id: number;
  readonly serial: string;
  /** JSON. */
  readonly agreed: string;
}

/** Keeps the last agreed values of certificates. */
export function baselineQueries(database: SqliteFile): Pick<StateStore, 'readBaselines' | 'writeBaselines'> {
  const select = database.prepare<BaselineTableRow>(
    'SELECT * FROM baseline WHERE keyfactor_id IN (SELECT value FROM json_each(?))',
  );
  const replace = database.prepare('REPLACE INTO baseline (keyfactor_id, serial, agreed) VALUES (?, ?, ?)');

  return {
    async readBaselines(keyfactorIds) {
      return database.read(() => {
        const rows = select.all(JSON.stringify(keyfactorIds));
        return new Map(
          rows.map(({ keyfactor_id: keyfactorId, serial, agreed }) => [
            keyfactorId,
            { keyfactorId, serial, values: JSON.parse(agreed) },
          ]),
        );
      });
    },
    async writeBaselines(rows) {
      // What a power loss undoes here is found equal again, or at worst reported as a conflict.
      await database.write('kill', () => {
        for (const { keyfactorId, serial, values } of rows)
          replace.run(keyfactorId, serial, JSON.stringify(values));
      });
    },
  };
}
