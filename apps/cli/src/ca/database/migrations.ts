import type { DatabaseSync } from 'node:sqlite';
import { foreignDatabase, newerDatabase } from './database-error.ts';

/** What the header of the database is marked with, "CBca", so that no other program's database is taken for one. */
const APPLICATION_ID = 0x43_42_63_61;

/**
 * The schema, a step for each version. A released step never changes; a new version is a further step.
 *
 * Times are ISO 8601 in UTC, which sorts. A request keeps every certificate it ever had, since a reissue replaces it in SCM;
 * `request.certificate` is the one that counts. `order_note` is put down before an order is sent, so that one whose answer
 * was lost is known; its `state` is sent, ordered, refused or given up.
 */
export const migrations: readonly string[] = [
  `
  PRAGMA application_id = ${APPLICATION_ID};
  CREATE TABLE request (
    id TEXT PRIMARY KEY,
    status INTEGER NOT NULL,
    status_message TEXT,
    product_id TEXT,
    csr TEXT,
    certificate TEXT REFERENCES certificate (sha256),
    revoked_at TEXT,
    revocation_reason INTEGER,
    first_seen_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX request_by_status ON request (status);
  CREATE TABLE certificate (
    sha256 TEXT PRIMARY KEY,
    request_id TEXT NOT NULL,
    serial TEXT NOT NULL,
    der BLOB NOT NULL,
    subject TEXT NOT NULL,
    issuer TEXT NOT NULL,
    names TEXT NOT NULL,
    not_before TEXT NOT NULL,
    not_after TEXT NOT NULL,
    sha1 TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    added_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX certificate_by_serial ON certificate (serial);
  CREATE INDEX certificate_by_key ON certificate (key_hash);
  CREATE INDEX certificate_by_expiry ON certificate (not_after);
  CREATE TABLE status_change (
    number INTEGER PRIMARY KEY,
    request_id TEXT NOT NULL,
    status INTEGER NOT NULL,
    status_message TEXT,
    at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX status_change_by_request ON status_change (request_id);
  CREATE TABLE product (
    id TEXT PRIMARY KEY,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE sync_run (
    number INTEGER PRIMARY KEY,
    full INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    result TEXT,
    counts TEXT
  ) STRICT;
  CREATE TABLE order_note (
    number INTEGER PRIMARY KEY,
    csr_hash TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    product_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    prior_serial TEXT,
    pid INTEGER NOT NULL,
    host TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'sent',
    request_id TEXT
  ) STRICT;
  CREATE INDEX order_note_open ON order_note (csr_hash) WHERE state = 'sent';
  `,
];

/**
 * Brings a database to the schema of this version, each step in a transaction of its own. Leaves one that is not ours,
 * or newer, untouched.
 *
 * @throws DatabaseError for a database of another program or of a newer version.
 */
export function migrate(
  database: DatabaseSync,
  { file, steps = migrations }: { readonly file: string; readonly steps?: readonly string[] },
): void {
  refuseForeign(database, file);
  const version = readPragma(database, 'user_version');
  if (version > steps.length) throw newerDatabase(file, { found: version, known: steps.length });
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
  throw foreignDatabase(file);
}

function readPragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
