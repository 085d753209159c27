import type { SqliteFile } from '@certbridge/sqlite-file';
import { baselineQueries } from './baseline-queries.ts';
import { recordReads } from './record-reads.ts';
import { recordWrites } from './record-writes.ts';
import { reportQueries } from './report-queries.ts';
import { runQueries } from './run-queries.ts';
import type { StateStore } from './state-store.ts';

/**
 * Keeps the state in an open database, which it closes. Not in the file of `openStateStore`, whose declarations are published:
 * they would name the database.
 */
export async function createStateStore(database: SqliteFile): Promise<StateStore> {
  try {
    return {
      ...runQueries(database),
      ...recordWrites(database),
      ...recordReads(database),
      ...baselineQueries(database),
      ...reportQueries(database),
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
