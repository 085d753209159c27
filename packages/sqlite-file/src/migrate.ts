import type { DatabaseSync } from 'node:sqlite';
import type { DatabaseKind } from './database-kind.ts';
import { describeForeign, describeNewer } from './describe-problem.ts';

/**
 * Migrates a database to the latest schema of its kind, each step in its own transaction. Throws the kind's error for a
 * database that is newer or of another kind, and leaves it untouched.
 */
export function migrate(
  database: DatabaseSync,
  { file, kind }: { readonly file: string; readonly kind: DatabaseKind },
): void {
  if (isForeign(database, kind)) throw kind.toError(describeForeign(file, kind));
  const version = readPragma(database, 'user_version');
  if (version > kind.steps.length) throw kind.toError(describeNewer(version, { file, kind }));
  for (const [index, step] of kind.steps.entries()) {
    if (index >= version) takeStep(database, { step, to: index + 1, kind });
  }
}

function takeStep(
  database: DatabaseSync,
  { step, to, kind }: { readonly step: string; readonly to: number; readonly kind: DatabaseKind },
): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have migrated it at the same time.
    if (readPragma(database, 'user_version') < to) {
      database.exec(`${step}; PRAGMA application_id = ${kind.applicationId}; PRAGMA user_version = ${to};`);
    }
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function isForeign(database: DatabaseSync, { applicationId }: DatabaseKind): boolean {
  if (readPragma(database, 'application_id') === applicationId) return false;
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  // Check both again: another process may have created the tables in between.
  return !(isEmpty || readPragma(database, 'application_id') === applicationId);
}

function readPragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
