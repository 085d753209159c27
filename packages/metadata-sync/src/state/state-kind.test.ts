import { DatabaseSync } from 'node:sqlite';
import { SqliteFile } from '@certbridge/sqlite-file';
import { expect, test } from 'vitest';
import {
  AT,
  certificateAt,
  runStart,
  temporaryFile,
  temporaryStore,
} from '../../test/support/state-files.ts';
import { stateKind } from './state-kind.ts';

const firstRun = runStart(1).runId;

/** Makes a database as version 1 of the schema left it; written out here because released steps never change. */
function makeVersion1(file: string): void {
  const database = new DatabaseSync(file);
  database.exec(`
    CREATE TABLE run (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, command TEXT NOT NULL,
      started_at TEXT NOT NULL, pid INTEGER NOT NULL, host TEXT NOT NULL, of_id TEXT, finished_at TEXT,
      exit_code INTEGER, certificates TEXT, inventory TEXT, found_dead_at TEXT,
      started INTEGER NOT NULL DEFAULT 0, written INTEGER NOT NULL DEFAULT 0,
      not_written INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE INDEX run_in_doubt ON run (number) WHERE found_dead_at IS NOT NULL AND started > 0;
    CREATE TABLE certificate (key INTEGER PRIMARY KEY, serial TEXT NOT NULL, written_as TEXT, sectigo_id INTEGER,
      keyfactor_id INTEGER, at TEXT NOT NULL, outcomes TEXT NOT NULL, changes TEXT NOT NULL) STRICT;
    CREATE INDEX certificate_in_doubt ON certificate (keyfactor_id) WHERE instr(outcomes, 's') > 0;
    CREATE TABLE baseline (keyfactor_id INTEGER PRIMARY KEY, serial TEXT NOT NULL, agreed TEXT NOT NULL) STRICT;
    INSERT INTO run VALUES (1, '${firstRun}', 'sctokf', '${AT}', 4711, 'sync-host', NULL, NULL,
      NULL, NULL, NULL, NULL, 1, 0, 0);
    INSERT INTO certificate VALUES (1073741825, 'AB000000000000000000000000000001', NULL, 1001,
      5001, '${AT}', 's', '[["kCost-Center",null,"4711"]]');
    INSERT INTO baseline VALUES (5001, 'AB', '{"Owner":["Ann","ANN"]}');
    PRAGMA application_id = ${0x43427374};
    PRAGMA user_version = 1;
  `);
  database.close();
}

function schemaOf(database: DatabaseSync): string[] {
  const rows = database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
  return rows.map(({ name, sql }) => `${name}: ${String(sql).replace(/\s+/g, '')}`);
}

test('the first step makes what version 1 made', async () => {
  const file = temporaryFile();
  makeVersion1(file);
  const old = new DatabaseSync(file);
  const newFile = temporaryFile();
  await (await SqliteFile.open(newFile, { ...stateKind, steps: stateKind.steps.slice(0, 1) })).close();
  const made = new DatabaseSync(newFile);
  expect(schemaOf(made)).toEqual(schemaOf(old));
  expect(made.prepare('PRAGMA application_id').get()).toEqual(old.prepare('PRAGMA application_id').get());
  old.close();
  made.close();
});

test('a state of version 1 is read by this version', async () => {
  const file = temporaryFile();
  makeVersion1(file);
  const store = await temporaryStore(file);
  const values = { started: 1, written: 0, 'not-written': 0 };
  expect(await store.listRuns()).toEqual([
    { ...runStart(1), end: null, inventory: null, foundDeadAt: null, values },
  ]);
  expect(await Array.fromAsync(store.certificatesOf(firstRun))).toEqual([certificateAt(1)]);
  expect((await store.readBaselines([5001])).get(5001)?.values).toEqual({ Owner: ['Ann', 'ANN'] });
});
