import { expect, test } from 'vitest';
import { formatLocalTime } from './local-time.ts';

test('a time is shown to the second, in the time zone of this machine', () => {
  expect(formatLocalTime(new Date(2026, 2, 1, 2, 0, 9).toISOString())).toBe('2026-03-01 02:00:09');
});
