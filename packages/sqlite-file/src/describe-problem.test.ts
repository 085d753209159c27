import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { DatabaseKind } from './database-kind.ts';
import { describeProblem } from './describe-problem.ts';

const kind: DatabaseKind = {
  applicationId: 1,
  steps: [],
  noun: 'notebook',
  option: '--notes',
  damagedRemedy: 'Begin a new one.',
  newerRemedy: 'Use the newer version.',
  toError: ({ message }) => new Error(message),
};

function problemOf(errcode: number) {
  const text = { code: 'ERR_SQLITE_ERROR', errstr: 'PLANTED-SECRET' };
  const error = Object.assign(new Error('PLANTED-SECRET'), { ...text, errcode });
  return describeProblem(error, { file: 'notes.db', kind });
}

test.each([
  [1, 'damaged'],
  [3, 'unusable'],
  [5, 'locked'],
  [6, 'locked'],
  [8, 'unusable'],
  [10, 'unusable'],
  [11, 'damaged'],
  [13, 'unusable'],
  [14, 'unusable'],
  [19, 'unusable'],
  [20, 'damaged'],
  [26, 'damaged'],
])('the result code %i, and each extended one, is reported as %s with what to do', (errcode, code) => {
  const problem = problemOf(errcode);
  expect(problem?.code).toBe(code);
  expect(problem?.message).toContain('notebook notes.db');
  expect(problem?.remedy).toMatch(/^[A-Z].*\.$/);
  expect(problemOf(errcode + 3 * 256)).toEqual(problem);
  expect(inspect(problem)).not.toContain('PLANTED-SECRET');
});

test('a read-only file is reported with the option to name another', () => {
  expect(problemOf(8)).toEqual({
    code: 'unusable',
    message: "The notebook notes.db can't be opened for writing.",
    remedy:
      'Let the account that runs this program write the file and its folder, or name another file with --notes.',
  });
});

test('an error that is not the database’s is left alone', () => {
  for (const error of [new Error('other'), new RangeError('No run'), 'text', undefined]) {
    expect(describeProblem(error, { file: 'notes.db', kind })).toBeUndefined();
  }
});
