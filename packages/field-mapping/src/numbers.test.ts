import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalDecimal, canonicalInteger } from './numbers.ts';

describe('canonicalInteger', () => {
  test.each([
    ['42', '42'],
    [' 42 ', '42'],
    ['007', '7'],
    ['+5', '5'],
    ['-5', '-5'],
    ['-005', '-5'],
    ['0', '0'],
    ['-0', '0'],
    ['000', '0'],
    ['100', '100'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
  ])('reads %j', (text, expected) => {
    expect(canonicalInteger(text)).toBe(expected);
  });

  test.each([
    '',
    '-',
    '1,000',
    '1.000',
    '1 000',
    '12.5',
    '12.0',
    '1e3',
    '0x10',
    '--1',
    '5-',
    '٤٢',
    'Infinity',
    'NaN',
  ])('refuses %j', (text) => {
    expect(canonicalInteger(text)).toBeUndefined();
  });

  test('reads every integer that JavaScript writes', () => {
    fc.assert(
      fc.property(fc.bigInt(), (value) => {
        expect(canonicalInteger(String(value))).toBe(String(value));
      }),
    );
  });
});

describe('canonicalDecimal', () => {
  test.each([
    ['12.50', '12.5'],
    ['012.0', '12'],
    ['-0.0', '0'],
    ['+0.10', '0.1'],
    ['100', '100'],
    [' 1.5 ', '1.5'],
  ])('reads %j', (text, expected) => {
    expect(canonicalDecimal(text)).toBe(expected);
  });

  test.each(['', '.5', '5.', '1,5', '1.2.3', '1e3', '1_000'])('refuses %j', (text) => {
    expect(canonicalDecimal(text)).toBeUndefined();
  });
});
