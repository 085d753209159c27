import { expect, test } from 'vitest';
import { isYoung } from './earlier-order.ts';

test('a certificate is young while more than a third of its life lies ahead', () => {
  const validFromDate = new Date('2026-01-01T00:00:00Z');
  const validToDate = new Date('2026-04-01T00:00:00Z');
  const third = new Date('2026-03-02T00:00:00Z').getTime();
  const young = (time: number) => isYoung({ validFromDate, validToDate }, new Date(time));
  expect([young(third - 1), young(third), young(third + 1)]).toEqual([true, false, false]);
  // A clock that is set back takes nothing away, and an expired one has nothing ahead.
  expect(young(validFromDate.getTime() - 1)).toBe(true);
  expect(young(validToDate.getTime() + 1)).toBe(false);
});
