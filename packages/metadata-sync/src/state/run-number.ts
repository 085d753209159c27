import type { SqliteFile } from '@certbridge/sqlite-file';

/**
 * Prepares a function that finds the number that stands for a run in the keys of its records.
 *
 * It throws a RangeError for a run that is not recorded.
 */
export function prepareRunNumber(database: SqliteFile): (runId: string) => number {
  const select = database.prepare<{ readonly number: number }>('SELECT number FROM run WHERE id = ?');
  return (runId) => {
    const row = select.get(runId);
    if (row === undefined) throw new RangeError(`No run ${runId} is recorded.`);
    return row.number;
  };
}
