import type { DatabaseSync } from 'node:sqlite';
import { BEGINS_ANEW, StateError } from './state-error.ts';

/** What the header of a state database is marked with, "CBst", so that no other program's database is taken for one. */
const APPLICATION_ID = 0x43_42_73_74;

/**
 * The schema, a step for each version. A released step never changes; a new version is a further step.
 *
 * `certificate.key` is made by `recordKey`. `certificate.changes` and `baseline.agreed` are JSON, which keeps any text,
 * half surrogate pairs and NUL included. `certificate.outcomes` is a letter for all changes, or one for each. The counts
 * of `run` spare those who list runs a look at every certificate. Serial numbers have no index: it would cost every
 * recorded certificate a page of its own in the journal, to spare a rare question a tenth of a second.
 */
export const migrations: readonly string[] = [
  `
  PRAGMA application_id = ${APPLICATION_ID};
  CREATE TABLE run (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    command TEXT NOT NULL,
    started_at TEXT NOT NULL,
    pid INTEGER NOT NULL,
    host TEXT NOT NULL,
    of_id TEXT,
    finished_at TEXT,
    exit_code INTEGER,
    certificates TEXT,
    inventory TEXT,
    found_dead_at TEXT,
    started INTEGER NOT NULL DEFAULT 0,
    written INTEGER NOT NULL DEFAULT 0,
    not_written INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX run_in_doubt ON run (number) WHERE found_dead_at IS NOT NULL AND started > 0;
  CREATE TABLE certificate (
    key INTEGER PRIMARY KEY,
    serial TEXT NOT NULL,
    written_as TEXT,
    sectigo_id INTEGER,
    keyfactor_id INTEGER,
    at TEXT NOT NULL,
    outcomes TEXT NOT NULL,
    changes TEXT NOT NULL
  ) STRICT;
  CREATE INDEX certificate_in_doubt ON certificate (keyfactor_id) WHERE instr(outcomes, 's') > 0;
  CREATE TABLE baseline (
    keyfactor_id INTEGER PRIMARY KEY,
    serial TEXT NOT NULL,
    agreed TEXT NOT NULL
  ) STRICT;
  `,
];

/**
 * Brings a database to the schema of this version, each step in a transaction of its own. Leaves one that is not ours,
 * or newer, untouched.
 *
 * @throws StateError for a database of another program or of a newer version.
 */
export function migrate(
  database: DatabaseSync,
  { file, steps = migrations }: { readonly file: string; readonly steps?: readonly string[] },
): void {
  refuseForeign(database, file);
  const version = readPragma(database, 'user_version');
  if (version > steps.length) {
    throw new StateError(
      `The state ${file} was written by a newer version of this program: its schema is ${version}, this one knows ${steps.length}.`,
      { code: 'newer', remedy: `Use the newer version, or move the file away: ${BEGINS_ANEW}` },
    );
  }
  for (const [index, step] of steps.entries()) {
    if (index >= version) takeStep(database, { step, to: index + 1 });
  }
}

function takeStep(
  database: DatabaseSync,
  { step, to }: { readonly step: string; readonly to: number },
): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have opened the file at the same moment and been first.
    if (readPragma(database, 'user_version') < to) database.exec(`${step}; PRAGMA user_version = ${to};`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function refuseForeign(database: DatabaseSync, file: string): void {
  if (readPragma(database, 'application_id') === APPLICATION_ID) return;
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  // Both once more: another process may have made the tables between the two questions.
  if (isEmpty || readPragma(database, 'application_id') === APPLICATION_ID) return;
  throw new StateError(`${file} is a database of another program.`, {
    code: 'unusable',
    remedy: 'Name another file for the state.',
  });
}

function readPragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
