import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { offerAwait } from './offer-await.ts';

test.each([
  ['a promise', Promise.resolve()],
  ['one of another realm', runInNewContext('Promise.resolve()')],
])('%s is to be awaited', (_, value) => {
  expect(offerAwait(value)).toBe(' It is a Promise: await it first.');
});

test.each([undefined, null, 'a', {}, () => 1])('nothing is said of any other value (%o)', (value) => {
  expect(offerAwait(value)).toBe('');
});
