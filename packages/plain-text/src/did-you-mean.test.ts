import { expect, test } from 'vitest';
import { didYouMean, mustBeOneOf } from './did-you-mean.ts';

test('the nearest name is offered at the end of a sentence', () => {
  expect(didYouMean('isued', ['Issued', 'Expired'])).toBe(' Did you mean Issued?');
  expect(didYouMean('Strng', ['String', 'Date'], (name) => `1 (${name})`)).toBe(' Did you mean 1 (String)?');
});

test.each(['colour', '', undefined, null, 5, {}, ['Issued'], Symbol('Issued')])(
  'nothing is offered for %o',
  (value) => {
    expect(didYouMean(value, ['Issued', 'Expired'])).toBe('');
  },
);

test('a text that is too long for a name is not compared', () => {
  const name = 'x'.repeat(101);
  expect(didYouMean(name.slice(1), [name])).toBe(` Did you mean ${name}?`);
  expect(didYouMean(name, [name])).toBe('');
});

test('what is allowed is listed, with the nearest of it', () => {
  expect(mustBeOneOf('smimee', ['ssl', 'smime'])).toBe('must be one of ssl, smime. Did you mean smime?');
  expect(mustBeOneOf(5, ['ssl', 'smime'])).toBe('must be one of ssl, smime.');
  expect(mustBeOneOf('3', [1, 2])).toBe('must be one of 1, 2.');
  expect(mustBeOneOf('HEX', ['HEXWithZeros'])).toBe('must be HEXWithZeros.');
});
