import { expect, test } from 'vitest';
import { systemClock } from './create-sectigo-plugin.ts';

test('a wait ends', async () => {
  await systemClock.sleep(1);
  await systemClock.sleep(0, new AbortController().signal);
});

test('a wait ends on abort, and does not begin after it', async () => {
  const controller = new AbortController();
  const wait = systemClock.sleep(3_600_000, controller.signal);
  controller.abort();
  await expect(wait).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  await expect(systemClock.sleep(3_600_000, controller.signal)).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  );
});

test('the time is that of the machine', () => {
  const before = Date.now();
  const now = systemClock.now().getTime();
  expect(now).toBeGreaterThanOrEqual(before);
});
