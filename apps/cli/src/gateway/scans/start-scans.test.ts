import { Cron } from 'croner';
import { expect, test } from 'vitest';
import { lastDue } from './start-scans.ts';

const job = new Cron('17 2 * * *', { paused: true, timezone: 'UTC' });

test.each([
  ['2026-03-02T02:17:00.000Z', '2026-03-02T02:17:00.000Z'],
  ['2026-03-02T02:17:00.999Z', '2026-03-02T02:17:00.000Z'],
  ['2026-03-02T09:00:00.000Z', '2026-03-02T02:17:00.000Z'],
  ['2026-03-02T02:16:59.999Z', '2026-03-01T02:17:00.000Z'],
])('at %s a daily job was last due at %s', (now, due) => {
  expect(lastDue(job, new Date(now)).toISOString()).toBe(due);
});

test('a job of every second was last due in this one', () => {
  const often = new Cron('* * * * * *', { paused: true });
  const at = '2026-03-02T02:17:05';
  expect(lastDue(often, new Date(`${at}.000Z`)).toISOString()).toBe(`${at}.000Z`);
  expect(lastDue(often, new Date(`${at}.999Z`)).toISOString()).toBe(`${at}.000Z`);
});
