import type { SqliteFile } from '@certbridge/sqlite-file';
import type { StateStore } from './state-store.ts';

type ReportQueries = Pick<
  StateStore,
  'reportDifferences' | 'keepReportDifferences' | 'forgetReportDifferences'
>;

/** Keeps the fields in which SCM's report was seen to differ from the details. */
export function reportQueries(database: SqliteFile): ReportQueries {
  const select = database.prepare<{ readonly field: string; readonly found_at: string }>(
    'SELECT field, found_at FROM report_difference WHERE system = ? ORDER BY field',
  );
  const insert = database.prepare('INSERT INTO report_difference VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const remove = database.prepare(
    'DELETE FROM report_difference WHERE system = ? AND field IN (SELECT value FROM json_each(?))',
  );

  return {
    async reportDifferences(system) {
      return database.read(() =>
        select.all(system).map(({ field, found_at: foundAt }) => ({ field, foundAt })),
      );
    },
    async keepReportDifferences(system, differences) {
      await database.write('power-loss', () => {
        for (const { field, foundAt } of differences) insert.run(system, field, foundAt);
      });
    },
    async forgetReportDifferences(system, fields) {
      await database.write('power-loss', () => {
        remove.run(system, JSON.stringify(fields));
      });
    },
  };
}
