import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { inspect } from 'node:util';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { DatabaseKind, DatabaseProblem } from './database-kind.ts';
import { SqliteFile } from './sqlite-file.ts';

class NotesError extends Error {
  override readonly name = 'NotesError';
  readonly problem: DatabaseProblem;

  constructor(problem: DatabaseProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

const kind: DatabaseKind = {
  applicationId: 0x6e_6f_74_65,
  steps: ['CREATE TABLE note (text TEXT NOT NULL) STRICT'],
  noun: 'notebook',
  damagedRemedy: 'Begin a new one.',
  newerRemedy: 'Use the newer version.',
  toError: (problem) => new NotesError(problem),
};

let file: string;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'certbridge-sqlite-'));
  file = join(folder, 'notes.db');
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function open({ file: path = file, ...rest }: Partial<DatabaseKind & { readonly file: string }> = {}) {
  const database = await SqliteFile.open(path, { ...kind, ...rest }, { lockTimeoutMs: 20 });
  onTestFinished(() => database.close());
  return database;
}

async function keep(database: SqliteFile, ...texts: readonly string[]): Promise<void> {
  const insert = database.prepare('INSERT INTO note (text) VALUES (?)');
  await database.write('power-loss', () => {
    for (const text of texts) insert.run(text);
  });
}

function notesOf(database: SqliteFile): string[] {
  return database
    .prepare<{ readonly text: string }>('SELECT text FROM note')
    .all()
    .map(({ text }) => text);
}

async function problemOf(work: () => unknown): Promise<DatabaseProblem> {
  try {
    await work();
  } catch (error) {
    if (error instanceof NotesError) return error.problem;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Opens the file without our kind, as another program would. */
function openPlain(): DatabaseSync {
  const database = new DatabaseSync(file);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return database;
}

/** Adds a note in another process. SQLite shares the index of the log within one, whatever is at its path. */
function writeElsewhere(text: string): void {
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(process.argv[1]);
    database.prepare('INSERT INTO note (text) VALUES (?)').run(process.argv[2]);
    database.close();
  `;
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--eval', script, file, text]);
}

test('a database is kept in one file and read again', async () => {
  const database = await open();
  await keep(database, 'first');
  await database.close();
  await database.close();
  expect(readdirSync(dirname(file))).toEqual(['notes.db']);
  expect(notesOf(await open())).toEqual(['first']);
});

test('a database in memory makes no file', async () => {
  await keep(await open({ file: ':memory:' }), 'first');
  expect(existsSync(':memory:')).toBe(false);
});

test('two may have it open at a time, and each sees what the other wrote', async () => {
  const [one, other] = [await open(), await open()];
  await keep(one, 'first');
  await keep(other, 'second');
  expect(notesOf(one)).toEqual(['first', 'second']);
});

test('a step is taken once, those of later versions are taken by them, and the rows stay', async () => {
  await keep(await open(), 'first');
  const steps = [
    'CREATE TABLE never_made (id)',
    "ALTER TABLE note ADD COLUMN author TEXT DEFAULT 'Ann'",
    "UPDATE note SET author = author || '!'",
  ];
  (await open({ steps })).close();
  const rows = (await open({ steps })).prepare('SELECT text, author FROM note').all();
  expect(rows).toEqual([{ text: 'first', author: 'Ann!' }]);
});

test('a step that fails is undone, and those before it stay', async () => {
  const failing = 'CREATE TABLE half (id); CREATE TABLE note (id)';
  const steps = [...kind.steps, 'CREATE TABLE whole (id)', failing];
  await expect(open({ steps })).rejects.toThrow(NotesError);
  const tables = openPlain().prepare('SELECT name FROM sqlite_schema ORDER BY name').all();
  expect(tables.map(({ name }) => name)).toEqual(['note', 'whole']);
  expect(openPlain().prepare('PRAGMA user_version').get()).toEqual({ user_version: 2 });
});

test('a newer database is refused and left as it is', async () => {
  (await open({ steps: [...kind.steps, 'CREATE TABLE later (id)'] })).close();
  expect(await problemOf(open)).toEqual({
    code: 'newer',
    message: `The notebook ${file} was written by a newer version of this program: its schema is 2, this one knows 1.`,
    remedy: 'Use the newer version.',
  });
  expect(openPlain().prepare('PRAGMA user_version').get()).toEqual({ user_version: 2 });
});

test.each([
  ['without a mark', 'CREATE TABLE theirs (id)'],
  ['with its own mark', 'CREATE TABLE theirs (id); PRAGMA application_id = 7; PRAGMA user_version = 1'],
])('a database of another program, %s, is refused and left as it is', async (_, sql) => {
  const theirs = openPlain();
  theirs.exec(sql);
  theirs.close();
  const message = `${file} is a database of another program.`;
  expect(await problemOf(open)).toEqual({ code: 'unusable', message, remedy: 'Name another file.' });
  const remedy = 'Name another file with --notes.';
  expect((await problemOf(() => open({ option: '--notes' }))).remedy).toBe(remedy);
  expect(openPlain().prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'theirs' }]);
});

test('what is no database is damaged', async () => {
  writeFileSync(file, 'This is a letter, not a database.\n'.repeat(200));
  expect(await problemOf(open)).toEqual({
    code: 'damaged',
    message: `The notebook ${file} is damaged, or no notebook at all.`,
    remedy: 'Begin a new one.',
  });
});

test('tables that are not there are damage', async () => {
  (await open()).close();
  openPlain().exec('DROP TABLE note');
  expect((await problemOf(async () => (await open()).prepare('SELECT * FROM note'))).code).toBe('damaged');
});

test('a stored text that is no JSON is damage, and is not quoted', async () => {
  const database = await open();
  await keep(database, 'PLANTED-SECRET');
  const readOne = () => notesOf(database).map((text) => JSON.parse(text));
  const readRows = () =>
    Array.from(
      database.rows(
        () => database.prepare<{ readonly text: string }>('SELECT text FROM note').iterate(),
        ({ text }) => JSON.parse(text),
      ),
    );
  for (const work of [() => database.read(readOne), readRows]) {
    const problem = await problemOf(work);
    expect(problem.code).toBe('damaged');
    expect(inspect(problem)).not.toContain('PLANTED-SECRET');
  }
});

test('a folder in place of the file, and a missing folder, are reported', async () => {
  const folder = dirname(file);
  expect(await problemOf(() => open({ file: folder }))).toEqual({
    code: 'unusable',
    message: `The notebook ${folder} is a folder, not a file.`,
    remedy: 'Name another file.',
  });
  writeFileSync(join(folder, 'file'), '');
  for (const missing of [join(folder, 'missing', 'notes.db'), join(folder, 'file', 'notes.db')]) {
    expect(await problemOf(() => open({ file: missing }))).toEqual({
      code: 'unusable',
      message: `The folder of the notebook ${missing} does not exist.`,
      remedy: 'Create the folder, or name another file.',
    });
  }
});

test('a lock of another program is reported, and the database can be used once it is free', async () => {
  const database = await open();
  const other = openPlain();
  other.exec('BEGIN IMMEDIATE');
  const problem = await problemOf(() => keep(database, 'first'));
  expect(problem.code).toBe('locked');
  expect(problem.message).toBe(`Another program keeps the notebook ${file} locked.`);
  expect(notesOf(database)).toEqual([]);
  other.exec('ROLLBACK');
  await keep(database, 'first');
  expect(notesOf(database)).toEqual(['first']);
});

test('waiting for a lock does not block the process', async () => {
  const other = openPlain();
  other.exec('BEGIN EXCLUSIVE');
  const opening = SqliteFile.open(file, kind);
  await setTimeout(60);
  other.exec('ROLLBACK');
  const database = await opening;
  onTestFinished(() => database.close());
  other.exec('BEGIN IMMEDIATE');
  const writing = keep(database, 'first');
  await setTimeout(60);
  other.exec('ROLLBACK');
  await writing;
  expect(notesOf(database)).toEqual(['first']);
});

test('a lock that keeps readers out, too, is reported when the database is opened', async () => {
  openPlain().exec('BEGIN EXCLUSIVE; CREATE TABLE theirs (id)');
  expect((await problemOf(open)).code).toBe('locked');
});

test('what is thrown in a transaction undoes it, and is thrown on', async () => {
  const database = await open();
  const insert = database.prepare('INSERT INTO note (text) VALUES (?)');
  const bug = new RangeError('no');
  const work = () => {
    insert.run('first');
    throw bug;
  };
  await expect(database.write('kill', work)).rejects.toThrow(bug);
  expect(notesOf(database)).toEqual([]);
});

test('a full disk is reported, nothing is half written, and writing goes on when there is space', async () => {
  const database = await open();
  await keep(database, 'first');
  database.prepare('PRAGMA max_page_count = 20').get();
  const problem = await problemOf(() => keep(database, 'second', 'SECRET'.repeat(50_000)));
  expect(problem).toMatchObject({
    code: 'unusable',
    message: `The disk is full: the notebook ${file} can't be written.`,
  });
  expect(inspect(problem)).not.toContain('SECRET');
  expect(notesOf(database)).toEqual(['first']);
  database.prepare('PRAGMA max_page_count = 100000').get();
  await keep(database, 'second');
  expect(notesOf(database)).toEqual(['first', 'second']);
});

test('rows are read beside, in the order of asking, as they are committed', async () => {
  const database = await open();
  await keep(database, 'a');
  const select = (value: string) =>
    database.readBeside<{ readonly text: string }>('SELECT text FROM note WHERE text >= ?', [value]);
  const [first, second] = await Promise.all([select('a'), select('b')]);
  expect([first, second]).toEqual([[{ text: 'a' }], []]);
  await keep(database, 'b');
  expect(await select('b')).toEqual([{ text: 'b' }]);
});

test('what is read beside fails with the errors of the kind, and the next is read', async () => {
  const database = await open();
  await expect(database.readBeside('SELECT missing FROM note', [])).rejects.toMatchObject({
    name: 'NotesError',
    problem: { code: 'damaged' },
  });
  await expect(database.readBeside("INSERT INTO note VALUES ('a')", [])).rejects.toThrow(NotesError);
  expect(await database.readBeside('SELECT text FROM note', [])).toEqual([]);
});

test('what is still to be read beside is rejected when the database is closed', async () => {
  const database = await open();
  const endless =
    'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT max(i) FROM n';
  const reads = [database.readBeside(endless, []), database.readBeside('SELECT 1', [])];
  const outcomes = Promise.allSettled(reads);
  await new Promise((resolve) => setImmediate(resolve));
  await database.close();
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(database.readBeside('SELECT 1', [])).rejects.toThrow('ended');
});

test('the database is closed as the last one, so that nothing is left in the log', async () => {
  for (let times = 0; times < 5; times += 1) {
    const database = await open();
    await keep(database, String(times));
    const reads = database.readBeside('SELECT text FROM note', []);
    if (times > 0) await reads;
    const outcome = Promise.allSettled([reads]);
    await database.close();
    await outcome;
    expect(readdirSync(dirname(file))).toEqual(['notes.db']);
  }
});

test('a database in memory is read where it is', async () => {
  const database = await open({ file: ':memory:' });
  await keep(database, 'a');
  expect(await database.readBeside('SELECT text FROM note', [])).toEqual([{ text: 'a' }]);
});

test.skipIf(process.platform === 'win32').each([
  ['moved away', () => renameSync(file, `${file}.old`)],
  ['removed', () => rmSync(file)],
  ['robbed of its log', () => rmSync(`${file}-wal`)],
  ['robbed of the index of its log', () => rmSync(`${file}-shm`)],
  [
    'put back without that index',
    () => {
      for (const suffix of ['', '-wal', '-shm']) renameSync(file + suffix, `${file}.old${suffix}`);
      for (const suffix of ['', '-wal']) renameSync(`${file}.old${suffix}`, file + suffix);
    },
  ],
  [
    'replaced by another',
    () => {
      renameSync(file, `${file}.old`);
      openPlain().exec('CREATE TABLE note (text TEXT)');
    },
  ],
])('nothing is written into a database that was %s, and that is told once', async (_, move) => {
  const told: DatabaseProblem[] = [];
  const database = await open({ onMoved: (problem) => void told.push(problem) });
  const insert = database.prepare("INSERT INTO note (text) VALUES ('second')");
  await keep(database, 'first');
  move();
  const writes = [
    () => database.write('kill', () => insert.run()),
    () => database.writeTogether('power-loss', () => insert.run()),
  ];
  for (const write of writes) {
    expect(await problemOf(write)).toMatchObject({
      code: 'unusable',
      message: expect.stringContaining('moved, removed or replaced'),
      remedy: expect.stringContaining('Put it back'),
    });
  }
  expect((await problemOf(() => database.read(() => 1))).code).toBe('unusable');
  expect((await problemOf(() => [...database.rows(() => [1], String)])).code).toBe('unusable');
  expect((await problemOf(() => database.readBeside('SELECT 1', []))).code).toBe('unusable');
  expect(told).toHaveLength(1);
});

test.skipIf(process.platform === 'win32').each(['-wal', '-shm'])(
  'a file %s that is removed before the first transaction is missed, too',
  async (suffix) => {
    await keep(await open(), 'first');
    const database = await open();
    rmSync(file + suffix);
    expect(await problemOf(() => keep(database, 'second'))).toMatchObject({
      message: expect.stringContaining(`${file}${suffix}, which belongs to the notebook`),
    });
  },
);

test.skipIf(process.platform === 'win32').each([
  ['the index of the log', ['-shm'], ['first', 'theirs']],
  ['the log and its index', ['-wal', '-shm'], ['theirs']],
])(
  'what another process writes once %s was removed stays when this one closes the database',
  async (_, suffixes, notes) => {
    await (await open()).close();
    const database = await open();
    await keep(database, 'first');
    for (const suffix of suffixes) rmSync(file + suffix);
    writeElsewhere('theirs');
    await database.close();
    expect(notesOf(await open())).toEqual(notes);
  },
);

test.skipIf(process.platform === 'win32')(
  'a log that was removed is told to who opens the database anew, and nothing is lost once all have ended',
  async () => {
    const database = await open();
    await keep(database, 'first');
    rmSync(`${file}-wal`);
    expect(await problemOf(open)).toMatchObject({
      code: 'unusable',
      message: expect.stringContaining(`${file}-wal, which belongs to the notebook, lacks what another`),
      remedy: expect.stringContaining('Stop every program that uses the notebook'),
    });
    await database.close();
    expect(notesOf(await open())).toEqual(['first']);
  },
);

test.skipIf(process.platform === 'win32').each([
  ['the index of the log', ['-shm']],
  ['the log and its index', ['-wal', '-shm']],
])('%s missing is told to who opens the database while a process has it open', async (_, suffixes) => {
  const database = await open();
  await keep(database, 'first');
  database.processes.own();
  for (const suffix of suffixes) renameSync(file + suffix, `${file}.kept${suffix}`);
  expect(await problemOf(open)).toMatchObject({
    code: 'unusable',
    message: `The file ${file}-shm, which belongs to the notebook, was moved or removed while another program has the notebook open.`,
    remedy: expect.stringContaining('or stop every program that uses the notebook'),
  });
  for (const suffix of suffixes) renameSync(`${file}.kept${suffix}`, file + suffix);
  expect(notesOf(await open())).toEqual(['first']);
  await database.close();
});

test.skipIf(process.platform === 'win32')('a database behind a link is written and synced', async () => {
  const folder = `${file}-folder`;
  mkdirSync(folder);
  symlinkSync(join(folder, 'notes.db'), file);
  const database = await open();
  const insert = database.prepare("INSERT INTO note (text) VALUES ('behind a link')");
  await database.writeTogether('power-loss', () => insert.run());
  await database.writeTogether('power-loss', () => insert.run());
  expect(notesOf(database)).toEqual(['behind a link', 'behind a link']);
});

test.skipIf(process.platform === 'win32')('a database that is put back is written again', async () => {
  const told: DatabaseProblem[] = [];
  const database = await open({ onMoved: (problem) => void told.push(problem) });
  for (const text of ['first', 'second']) {
    renameSync(file, `${file}.old`);
    await problemOf(() => database.write('kill', () => undefined));
    renameSync(`${file}.old`, file);
    await database.write('kill', () => undefined);
    await keep(database, text);
  }
  expect(notesOf(database)).toEqual(['first', 'second']);
  expect(told).toHaveLength(2);
});
