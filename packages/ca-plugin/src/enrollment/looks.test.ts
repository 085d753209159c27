import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planLooks } from './looks.ts';

const settings = { pickupRetries: 3, pickupDelay: 10 };

test('the connection says how often to look, and how long to wait between two looks', () => {
  expect([...planLooks(settings, undefined)]).toEqual([0, 10_000, 10_000]);
  expect([...planLooks({ ...settings, pickupRetries: 0 }, undefined)]).toEqual([]);
});

test('the time of callers goes before', () => {
  expect([...planLooks(settings, () => 0)]).toEqual([0]);
  expect([...planLooks(settings, () => 4000)]).toEqual([0, 200, 400, 800, 1600]);
});

test('a caller who comes later and waits longer is respected', () => {
  const waits = [300, 1000, 1000, 1000];
  expect([...planLooks(settings, () => waits.shift() ?? 0)]).toEqual([0, 200, 400]);
});

test('looks never take more than the time of callers, and few are made in a long one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 600_000 }), (waitMs) => {
      const looks = [...planLooks(settings, () => waitMs)];
      expect(looks[0]).toBe(0);
      expect(looks.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(waitMs);
      expect(looks.length).toBeLessThanOrEqual(8 + waitMs / 5000);
    }),
  );
});
