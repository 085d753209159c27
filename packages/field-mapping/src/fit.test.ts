import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { truncateText } from './fit.ts';

describe('truncateText', () => {
  test('leaves a text at the limit and cuts one beyond it', () => {
    expect(truncateText('abcd', 4)).toBe('abcd');
    expect(truncateText('abcde', 4)).toBe('abcd');
  });

  test('does not split a surrogate pair', () => {
    expect(truncateText('abc😀', 5)).toBe('abc😀');
    expect(truncateText('abc😀', 4)).toBe('abc');
    expect(truncateText('ab😀c', 4)).toBe('ab😀');
  });

  test('is a beginning of the text, at most one short of the limit, and never ends in half a character', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '😀', 'é', '\n'), maxLength: 20 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (original, limit) => {
        const cut = truncateText(original, limit);
        expect(original.startsWith(cut)).toBe(true);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut.length).toBeGreaterThanOrEqual(Math.min(original.length, limit - 1));
        expect(() => encodeURIComponent(cut)).not.toThrow();
      }),
    );
  });
});
