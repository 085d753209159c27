import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CaDatabase } from '../contract/ca-database.ts';
import { openCaDatabase } from './open-ca-database.ts';

let directory: string;
let database: CaDatabase;

const open = () => openCaDatabase(path.join(directory, 'ca.db'));

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'records-'));
  database = await open();
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

test('a record is kept by its name, for other processes too, until it is removed', async () => {
  const records = database.records('end entity');
  expect(await records.add({ name: 'b', content: '1' })).toBe(true);
  expect(await records.add({ name: 'b', content: '2' })).toBe(false);
  expect(await records.add({ name: 'a', content: '3' })).toBe(true);
  expect(await records.replace({ name: 'b', content: '4' })).toBe(true);
  expect(await records.replace({ name: 'c', content: '5' })).toBe(false);
  expect(await records.replace({ name: 'b', content: '5' }, '1')).toBe(false);
  expect(await records.replace({ name: 'c', content: '5' }, '4')).toBe(false);
  expect(await records.replace({ name: 'b', content: '6' }, '4')).toBe(true);
  expect(await records.replace({ name: 'b', content: '4' })).toBe(true);
  const other = await open();
  try {
    expect(other.records('end entity').find('b')).toBe('4');
    expect(other.records('end entity').list()).toEqual([
      { name: 'a', content: '3' },
      { name: 'b', content: '4' },
    ]);
  } finally {
    await other.close();
  }
  await records.remove('b');
  await records.remove('b');
  expect(records.find('b')).toBeUndefined();
});

test('kinds have names of their own', async () => {
  await database.records('one').add({ name: 'a', content: '1' });
  expect(database.records('other').find('a')).toBeUndefined();
  expect(database.records('other').list()).toEqual([]);
});

test('of several that are added under one name at one time, one is', async () => {
  const other = await open();
  try {
    const added = await Promise.all(
      [database, other].flatMap((each) =>
        Array.from({ length: 5 }, (_, index) =>
          each.records('end entity').add({ name: 'a', content: String(index) }),
        ),
      ),
    );
    expect(added.filter(Boolean)).toHaveLength(1);
  } finally {
    await other.close();
  }
});
