import { expect, test } from 'vitest';
import { checkBadRecords } from './list-records.ts';

test.each([
  [49, 49],
  [50, 12],
  [100, 25],
  [10_000, 2_500],
])('of %i certificates %i may be bad', (done, bad) => {
  expect(() => checkBadRecords({ done, bad })).not.toThrow();
});

test.each([
  [50, 13],
  [100, 26],
  [10_000, 2_501],
])('of %i certificates %i are too many', (done, bad) => {
  expect(() => checkBadRecords({ done, bad })).toThrow(
    expect.objectContaining({
      code: 'too-many-bad-records',
      message: expect.stringContaining(`${bad} of ${done}`),
    }),
  );
});
