import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { pathBeside } from './path-beside.ts';

/** Bytes before the pages of a log, and before each of them (https://sqlite.org/fileformat2.html#walformat). */
const LOG_HEADER = 32;
const FRAME_HEADER = 24;

/**
 * Whether the log of a database has all the pages that its index lists. It has not if somebody removed it while another process had
 * it open: SQLite has made an empty one then, and would go on behind a gap.
 */
export function isLogWhole(database: DatabaseSync, file: string): boolean {
  if (file === ':memory:') return true;
  // Before SQLite 3.51 this copies the log into the database, and fails where a page is missing.
  const { log: pages } = database.prepare('PRAGMA wal_checkpoint(NOOP)').get() as { log: number };
  if (pages <= 0) return true;
  const { page_size: pageSize } = database.prepare('PRAGMA page_size').get() as { page_size: number };
  const log = statSync(pathBeside(file, '-wal'), { throwIfNoEntry: false });
  return log !== undefined && log.size >= LOG_HEADER + pages * (FRAME_HEADER + pageSize);
}
