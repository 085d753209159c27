import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  acceptedReasonNames,
  isAcceptedReason,
  parseRevocationReason,
  revocationReasonName,
} from './revocation-reasons.ts';

const numbers = [-1, 0, 1, 2, 3, 4, 5, 6, 8, 9, 10];

test('each reason is found by its name, with underscores and without them', () => {
  for (const number of numbers) {
    const name = revocationReasonName(number);
    expect(parseRevocationReason(name)).toBe(number);
    expect(parseRevocationReason(name.replaceAll('_', ''))).toBe(number);
    expect(parseRevocationReason(name.toLowerCase())).toBeUndefined();
  }
});

test('five are accepted', () => {
  expect(numbers.filter(isAcceptedReason)).toEqual([0, 1, 3, 4, 5]);
  expect(acceptedReasonNames.split(', ')).toEqual(numbers.filter(isAcceptedReason).map(revocationReasonName));
});

test('what is not known is unspecified in responses, and no reason in requests', () => {
  expect(revocationReasonName(null)).toBe('UNSPECIFIED');
  expect(revocationReasonName(7)).toBe('UNSPECIFIED');
  const names = new Set(numbers.map((number) => revocationReasonName(number).replaceAll('_', '')));
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('toString', '__proto__', '1', '')), (text) => {
      fc.pre(!names.has(text.replaceAll('_', '')));
      expect(parseRevocationReason(text)).toBeUndefined();
    }),
  );
});
