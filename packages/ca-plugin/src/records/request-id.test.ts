import { expect, test } from 'vitest';
import { readRequestId } from './request-id.ts';

test.each([
  ['1', 1],
  ['54', 54],
  ['2147483647', 2_147_483_647],
  ['1234-5678', 1234],
  ['1-99999999999', 1],
  [' 1', 1],
  ['\u200e1000\ufeff', 1000],
  ['\u200e1000-77\n', 1000],
])('%j is an id', (text, id) => {
  expect(readRequestId(text)).toBe(id);
});

test.each([
  '',
  '0',
  '-1',
  '1.5',
  '1 0',
  '1\u200e0',
  '01',
  '1e3',
  '2147483648',
  '99999999999',
  'abc',
  '1/revoke',
  '1-',
  '-5',
  '0-5',
  '1234-',
  '12-34-56',
  '12345678-9abc-4def',
])('%j is none', (text) => {
  expect(() => readRequestId(text)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
});
