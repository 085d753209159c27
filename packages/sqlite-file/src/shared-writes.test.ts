import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { DatabaseKind } from './database-kind.ts';
import { SharedWrites } from './shared-writes.ts';
import { SqliteFile } from './sqlite-file.ts';

const kind: DatabaseKind = {
  applicationId: 0x6e_6f_74_65,
  steps: ['CREATE TABLE note (text TEXT NOT NULL) STRICT'],
  noun: 'notebook',
  damagedRemedy: 'Begin a new one.',
  newerRemedy: 'Use the newer version.',
  toError: ({ message }) => new Error(message),
};

let file: string;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'certbridge-shared-'));
  file = join(folder, 'notes.db');
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function open() {
  const database = await SqliteFile.open(file, kind, { lockTimeoutMs: 20 });
  onTestFinished(() => database.close());
  const insert = database.prepare('INSERT INTO note (text) VALUES (?)');
  const select = database.prepare<{ readonly text: string }>('SELECT text FROM note ORDER BY rowid');
  return { database, insert, notes: () => select.all().map(({ text }) => text) };
}

test('what is written together is kept together, but for what fails', async () => {
  const { database, insert, notes } = await open();
  const outcomes = await Promise.allSettled([
    database.writeTogether('power-loss', () => insert.run('a')),
    database.writeTogether('power-loss', () => {
      insert.run('b');
      throw new Error('no');
    }),
    database.writeTogether('power-loss', () => insert.run(null)),
    database.writeTogether('kill', () => insert.run('c')),
    database.writeTogether('power-loss', () => insert.run('d')),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual([
    ...['fulfilled', 'rejected', 'rejected', 'fulfilled', 'fulfilled'],
  ]);
  expect(outcomes[1]).toMatchObject({ reason: { message: 'no' } });
  expect(notes()).toEqual(['a', 'c', 'd']);
});

test('each part of what is written together sees those before it', async () => {
  const { database, insert, notes } = await open();
  const counts = await Promise.all(
    ['a', 'b', 'c'].map((text) =>
      database.writeTogether('power-loss', () => {
        insert.run(text);
        return notes().length;
      }),
    ),
  );
  expect(counts).toEqual([1, 2, 3]);
});

test('nothing of what is written together is there while another process holds the lock for too long', async () => {
  const { database, insert, notes } = await open();
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  const writes = ['a', 'b'].map((text) => database.writeTogether('power-loss', () => insert.run(text)));
  for (const { status } of await Promise.allSettled(writes)) expect(status).toBe('rejected');
  other.exec('ROLLBACK');
  await database.writeTogether('power-loss', () => insert.run('c'));
  expect(notes()).toEqual(['c']);
});

test('only what must survive a power loss waits for the sync', async () => {
  let endSync = () => {};
  const sync = new Promise<void>((resolve) => {
    endSync = resolve;
  });
  const writes = new SharedWrites({ commit: async (_, work) => work(), sync: () => sync });
  const settled: string[] = [];
  const synced = writes.add('power-loss', () => 'a').then((result) => settled.push(result));
  await writes.add('kill', () => 'b').then((result) => settled.push(result));
  expect(settled).toEqual(['b']);
  endSync();
  await synced;
  expect(settled).toEqual(['b', 'a']);
});
