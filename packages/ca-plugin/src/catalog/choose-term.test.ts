import { expect, test } from 'vitest';
import { chooseTerm } from './choose-term.ts';

const profile = { name: 'OV SSL', terms: [199, 90, 47] };

test.each([undefined, '', '  '])('without a Lifetime (%j) it is the first term', (lifetime) => {
  expect(chooseTerm(profile, lifetime)).toEqual({ term: 199 });
});

test('a Lifetime that is one of the terms is taken', () => {
  expect(chooseTerm(profile, '90')).toEqual({ term: 90 });
  expect(chooseTerm(profile, ' 47 ')).toEqual({ term: 47 });
});

test.each(['91', '1', '0', '-90', '90.0', '90 days', 'one year'])(
  'a Lifetime of %s is refused with the terms',
  (lifetime) => {
    expect(chooseTerm(profile, lifetime)).toEqual({
      problem: 'Lifetime must be one of the terms of the profile "OV SSL", in days: 199, 90, 47.',
    });
  },
);

test("a profile without terms can't be ordered", () => {
  const problem = { problem: 'The profile "OV SSL" has no terms. Set its terms in SCM.' };
  expect(chooseTerm({ ...profile, terms: [] }, undefined)).toEqual(problem);
  expect(chooseTerm({ ...profile, terms: [] }, '90')).toEqual(problem);
});
