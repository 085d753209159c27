import type { DatabaseKind } from '@certbridge/sqlite-file';
import { getLogger } from '@logtape/logtape';
import { alternativeNameStep } from './alternative-name-step.ts';
import { DatabaseError } from './database-error.ts';
import type { DatabaseWording } from './database-wording.ts';
import { severalCasStep } from './several-cas-step.ts';

/**
 * The schema of the certificate database, a step for each version.
 *
 * Times are ISO 8601 in UTC, which sorts. A request keeps every certificate it ever had, since a reissue replaces it in SCM;
 * `request.certificate` is the one that counts. `placed_order` is recorded before an order is sent, so that one whose
 * response was lost is known; its `state` is sent, ordered, refused or given up. `order_note` is its
 * predecessor in earlier versions, and no longer written.
 */
export const schemaSteps: readonly string[] = [
  `
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
  // Until here certificates were kept without comparing the serial number of their record, so that the next synchronization
  // has to compare everything.
  `
  UPDATE sync_run SET result = 'unchecked' WHERE result = 'completed';
  ALTER TABLE product ADD COLUMN name TEXT;
  `,
  `
  CREATE TABLE placed_order (
    number INTEGER PRIMARY KEY,
    identity TEXT NOT NULL,
    state TEXT NOT NULL,
    request_id TEXT,
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    sent_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX placed_order_by_identity ON placed_order (identity);
  CREATE UNIQUE INDEX placed_order_open ON placed_order (identity) WHERE state = 'sent';
  CREATE UNIQUE INDEX placed_order_request ON placed_order (request_id)
    WHERE state = 'ordered' AND kind <> 'replace';
  `,
  // Nothing looks for certificates by their key any more.
  `
  DROP INDEX certificate_by_key;
  ALTER TABLE certificate DROP COLUMN key_hash;
  `,
  severalCasStep,
  // What front ends of the host keep by name.
  `
  CREATE TABLE record (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (kind, name)
  ) STRICT;
  `,
  // Where pages of lists ended that were shown, for some minutes. Times are milliseconds since 1970.
  `
  CREATE TABLE shown_page (
    list TEXT NOT NULL,
    page INTEGER NOT NULL,
    place TEXT NOT NULL,
    shown_at INTEGER NOT NULL,
    PRIMARY KEY (list, page, place)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX shown_page_by_time ON shown_page (shown_at);
  `,
  // When pending requests were last polled, so that only one of several processes does it.
  `
  CREATE TABLE last_poll (
    ca INTEGER PRIMARY KEY REFERENCES ca (number),
    started_at TEXT NOT NULL
  ) STRICT;
  `,
  alternativeNameStep,
  // The keys that a product takes, as JSON; NULL until it is read again.
  'ALTER TABLE product ADD COLUMN keys TEXT;',
  // Where each reader of a page is now, as JSON. Pages that were shown before that count for some minutes only.
  `
  DROP TABLE shown_page;
  CREATE TABLE shown_page (
    list TEXT NOT NULL,
    page INTEGER NOT NULL,
    shows TEXT NOT NULL,
    shown_at INTEGER NOT NULL,
    PRIMARY KEY (list, page)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX shown_page_by_time ON shown_page (shown_at);
  `,
];

/** Says what the certificate database is among databases. */
export function caDatabaseKind({
  option,
  filling = 'a full synchronization',
}: DatabaseWording = {}): DatabaseKind {
  const anew = `${filling} fills a new one from SCM, all but the orders whose response was lost.`;
  const another = option === undefined ? 'name another file' : `name another file with ${option}`;
  return {
    // "CBca"
    applicationId: 0x43_42_63_61,
    steps: schemaSteps,
    noun: 'database',
    ...(option !== undefined && { option }),
    damagedRemedy: `Restore it from a backup, or move it away: ${anew}`,
    newerRemedy: `Use the newer version, or ${another}: ${anew}`,
    toError: ({ message, remedy }) => new DatabaseError(message, remedy),
    onMarkRemoved: () =>
      getLogger(['certbridge', 'ca-host']).warn(
        'The file next to the database that tells other processes that this one runs was removed, and is created again. Leave the files whose names begin with that of the database to the processes that use it.',
      ),
    onMoved: ({ message: reason, remedy }) =>
      getLogger(['certbridge', 'ca-host']).error('{reason} {remedy}', { reason, remedy }),
  };
}
