import { realpathSync } from 'node:fs';

/** Returns the path of a file that is kept next to a database, where SQLite has its own: a link is followed. The database is there. */
export function pathBeside(database: string, suffix: string): string {
  return realpathSync(database) + suffix;
}
