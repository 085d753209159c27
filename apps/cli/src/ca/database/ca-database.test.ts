import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CaDatabase } from './ca-database.ts';
import { openCaStore } from './ca-store.ts';
import { DatabaseError, toDatabaseError } from './database-error.ts';
import { migrate, migrations } from './migrations.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-ca-'));
  file = path.join(folder, 'ca.db');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function open(): unknown {
  try {
    openCaStore(file).close();
    return undefined;
  } catch (error) {
    return error;
  }
}

test('a database is made and opened again', () => {
  expect(open()).toBeUndefined();
  expect(open()).toBeUndefined();
});

test('a newer database is refused and left as it is', () => {
  openCaStore(file).close();
  const database = new DatabaseSync(file);
  migrate(database, { file, steps: [...migrations, 'CREATE TABLE later (id)'] });
  database.close();
  expect(open()).toMatchObject({
    name: 'DatabaseError',
    message: `The database ${file} was written by a newer version of certbridge: its schema is ${migrations.length + 1}, this one knows ${migrations.length}.`,
  });
});

test('an older database takes the steps that it lacks', () => {
  openCaStore(file).close();
  const database = new DatabaseSync(file);
  const steps = [...migrations, "CREATE TABLE later (id); INSERT INTO later VALUES ('kept')"];
  migrate(database, { file, steps });
  migrate(database, { file, steps });
  expect(database.prepare('SELECT id FROM later').all()).toEqual([{ id: 'kept' }]);
  database.close();
});

test('a step that fails is undone', () => {
  const database = new DatabaseSync(':memory:');
  const steps = [...migrations, 'CREATE TABLE half (id); CREATE TABLE request (id)'];
  expect(() => migrate(database, { file, steps })).toThrow();
  expect(database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'half'").get()).toBeUndefined();
  database.close();
});

test('a database of another program is refused and left as it is', () => {
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE theirs (id)');
  database.close();
  expect(open()).toMatchObject({ message: `${file} is a database of another program.` });
});

test('what is no database is refused', async () => {
  await writeFile(file, 'x'.repeat(4096));
  expect(open()).toMatchObject({ message: `The database ${file} is damaged, or no database at all.` });
});

test('a folder and a missing folder are named as such', async () => {
  await mkdir(file);
  expect(open()).toMatchObject({ message: `The database ${file} is a folder, not a file.` });
  file = path.join(folder, 'nowhere', 'ca.db');
  expect(open()).toMatchObject({ message: `The folder of the database ${file} does not exist.` });
});

test('a database that another program keeps locked is named so', () => {
  openCaStore(file).close();
  const other = new DatabaseSync(file);
  other.exec('BEGIN EXCLUSIVE');
  const database = () => new CaDatabase(file, { lockTimeoutMs: 0 }).write(() => undefined);
  expect(database).toThrow(`Another program keeps the database ${file} locked.`);
  other.close();
});

test('what is thrown in a transaction undoes it', () => {
  const database = new CaDatabase(':memory:');
  const insert = database.prepare("INSERT INTO product VALUES ('1', 'a', 'b')");
  const work = () =>
    database.write(() => {
      insert.run();
      throw new RangeError('no');
    });
  expect(work).toThrow(RangeError);
  expect(database.prepare('SELECT * FROM product').all()).toEqual([]);
});

test('errors of SQLite keep their text to themselves', () => {
  for (const errcode of [1, 3, 5, 8, 10, 11, 13, 14, 26, 267, 999]) {
    const error = Object.assign(new Error('the secret'), { errcode });
    const told = toDatabaseError(error, file);
    expect(told).toBeInstanceOf(DatabaseError);
    expect(JSON.stringify([String(told), told])).not.toContain('secret');
  }
  const other = new Error('bug');
  expect(toDatabaseError(other, file)).toBe(other);
});
