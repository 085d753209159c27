import { expect, test } from 'vitest';
import { asReceived, manualFieldSide } from './field-sides.ts';

test('an object that is mapped as a whole has the text that SCM gave it, with undocumented keys', () => {
  const sectigo = {
    sslId: 7,
    id: 7,
    status: 'Issued',
    certificateDetails: { issuer: 'CN=x', raw: { future: 1 } },
  };
  const side = manualFieldSide('certificateDetails');
  const text = '{"issuer":"CN=x","future":1}';
  expect(side.raw({ sectigo, keyfactor: {} })).toBe(text);
  expect(side.read({ sectigo, keyfactor: {} })).toMatchObject({ kind: 'value', text });
});

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
