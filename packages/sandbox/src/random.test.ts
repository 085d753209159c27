import { expect, it } from 'vitest';
import { createRandom } from './random.ts';

const draw = (seed: number, stream?: string): number[] => {
  const random = createRandom(seed, stream);
  return Array.from({ length: 5 }, () => random.next());
};

it('draws the same numbers from the same seed and stream', () => {
  expect(draw(7, 'a')).toEqual(draw(7, 'a'));
});

it('draws other numbers from another seed or stream', () => {
  expect(draw(8, 'a')).not.toEqual(draw(7, 'a'));
  expect(draw(7, 'b')).not.toEqual(draw(7, 'a'));
});

it('never strikes with chance 0 and always with chance 1', () => {
  const random = createRandom(1);
  const strikes = (probability: number) =>
    Array.from({ length: 1000 }, () => random.chance(probability)).filter(Boolean).length;
  expect(strikes(0)).toBe(0);
  expect(strikes(1)).toBe(1000);
  expect(strikes(0.05)).toBeGreaterThan(20);
  expect(strikes(0.05)).toBeLessThan(100);
});

it('shuffles without losing items', () => {
  const items = Array.from({ length: 100 }, (_, index) => index);
  const shuffled = createRandom(1).shuffle([...items]);
  expect(shuffled).not.toEqual(items);
  expect(shuffled.sort((a, b) => a - b)).toEqual(items);
});
