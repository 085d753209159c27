import { expect, test } from 'vitest';
import { asReceived } from './as-received.ts';

test.each<[unknown, unknown]>([
  ['text', 'text'],
  [undefined, undefined],
  [null, null],
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  [{ issuer: 'CN=x' }, { issuer: 'CN=x' }],
  [
    { issuer: 'CN=x', raw: { future: { raw: 1 } } },
    { issuer: 'CN=x', future: { raw: 1 } },
  ],
  [
    { nodes: [{ name: 'a', raw: { b: 1 } }], raw: { raw: 'c' } },
    { nodes: [{ name: 'a', b: 1 }], raw: 'c' },
  ],
])('%j is %j as received', (value, expected) => {
  expect(asReceived(value)).toEqual(expected);
});
