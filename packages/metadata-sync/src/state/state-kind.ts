import type { DatabaseKind } from '@certbridge/sqlite-file';
import { StateError } from './state-error.ts';

/**
 * The schema of the state, a step for each version.
 *
 * `certificate.key` is made by `recordKey`. `certificate.changes` and `baseline.agreed` are JSON, which keeps any text,
 * half surrogate pairs and NUL included. `certificate.outcomes` is a letter for all changes, or one for each. With the counts
 * of `run`, listing runs reads no certificates. Serial numbers have no index: it would cost every
 * recorded certificate a page of its own in the journal, to spare a rare question a tenth of a second.
 */
const steps: readonly string[] = [
  `
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
  `
  CREATE TABLE report_difference (
    system TEXT NOT NULL,
    field TEXT NOT NULL,
    found_at TEXT NOT NULL,
    PRIMARY KEY (system, field)
  ) STRICT, WITHOUT ROWID;
  `,
];

const BEGINS_ANEW = 'history and conflict detection begin anew, nothing else is lost.';

/** What the state is among databases. */
export const stateKind: DatabaseKind = {
  // "CBst"
  applicationId: 0x43_42_73_74,
  steps,
  noun: 'state',
  damagedRemedy: `Move the file away: ${BEGINS_ANEW}`,
  newerRemedy: `Use the newer version, or move the file away: ${BEGINS_ANEW}`,
  toError: ({ message, ...rest }) => new StateError(message, rest),
};
