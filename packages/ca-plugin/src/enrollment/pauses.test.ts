import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planPauses } from './pauses.ts';

const settings = { pickupRetries: 3, pickupDelay: 10 };

test('the connection says how many attempts are made, and how long the pauses between them are', () => {
  expect([...planPauses(settings, undefined)]).toEqual([0, 10_000, 10_000]);
  expect([...planPauses({ ...settings, pickupRetries: 0 }, undefined)]).toEqual([]);
});

test('the time of callers overrides the settings', () => {
  expect([...planPauses(settings, () => 0)]).toEqual([0]);
  expect([...planPauses(settings, () => 4000)]).toEqual([0, 200, 400, 800, 1600]);
});

test('a caller who comes later and waits longer is respected', () => {
  const waits = [300, 1000, 1000, 1000];
  expect([...planPauses(settings, () => waits.shift() ?? 0)]).toEqual([0, 200, 400]);
});

test('attempts never take more than the time of callers, and few are made in a long one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 600_000 }), (waitMs) => {
      const pauses = [...planPauses(settings, () => waitMs)];
      expect(pauses[0]).toBe(0);
      expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(waitMs);
      expect(pauses.length).toBeLessThanOrEqual(8 + waitMs / 5000);
    }),
  );
});
