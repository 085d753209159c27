import { expect, it } from 'vitest';
import { RateLimiter } from './rate-limit.ts';

it('serves the limit at once, then asks to wait, then refills', () => {
  const limiter = new RateLimiter();
  const waits = Array.from({ length: 6 }, () => limiter.take(5, 1000));
  expect(waits).toEqual([0, 0, 0, 0, 0, 1]);
  expect(limiter.take(5, 1100)).toBe(1);
  expect(limiter.take(5, 1200)).toBe(0);
});

it('asks to wait whole seconds for less than one request a second', () => {
  const limiter = new RateLimiter();
  expect(limiter.take(0.5, 0)).toBe(0);
  expect(limiter.take(0.5, 0)).toBe(2);
});

it('has no limit at 0', () => {
  const limiter = new RateLimiter();
  expect(Array.from({ length: 100 }, () => limiter.take(0, 0)).every((wait) => wait === 0)).toBe(true);
});
