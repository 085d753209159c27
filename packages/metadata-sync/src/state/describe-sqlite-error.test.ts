import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { describeSqliteError } from './describe-sqlite-error.ts';

function sqliteError(errcode: number): Error {
  return Object.assign(new Error('PLANTED-SECRET'), {
    code: 'ERR_SQLITE_ERROR',
    errcode,
    errstr: 'PLANTED-SECRET',
  });
}

test('each result code, and each extended one, is told by what to do', () => {
  const codes = [1, 3, 5, 6, 8, 10, 11, 13, 14, 19, 20, 26];
  const told = codes.map((code) => describeSqliteError(sqliteError(code), 'state.db')?.code);
  const expected = ['damaged', 'unusable', 'locked', 'locked', 'unusable', 'unusable', 'damaged', 'unusable'];
  expect(told).toEqual([...expected, 'unusable', 'unusable', 'damaged', 'damaged']);
  for (const code of codes) {
    const error = describeSqliteError(sqliteError(code), 'state.db');
    expect(describeSqliteError(sqliteError(code + 3 * 256), 'state.db')?.message).toBe(error?.message);
    expect(error?.message).toContain('state.db');
    expect(error?.remedy).toMatch(/\.$/);
    expect(inspect(error)).not.toContain('PLANTED-SECRET');
  }
});

test('an error that is not the database’s is left alone', () => {
  for (const error of [new Error('other'), new RangeError('No run'), 'text', undefined])
    expect(describeSqliteError(error, 'state.db')).toBeUndefined();
});
