import { expect, test } from 'vitest';
import { readScmRefusal } from './read-scm-refusal.ts';

test.each([
  [-1, 'server-error'],
  [-3, 'forbidden'],
  [-16, 'unauthorized'],
  [-970, 'unauthorized'],
  [-124, 'not-found'],
  [-5101, 'not-found'],
  [-3114, 'conflict'],
  [-1601, undefined],
  [-135, undefined],
  [-62, undefined],
  [0, undefined],
])('code %d means %s', (code, expected) => {
  expect(readScmRefusal({ code, description: 'x' })).toMatchObject({ apiCode: code, apiMessage: 'x' });
  expect(readScmRefusal({ code, description: 'x' })?.code).toBe(expected);
});

test.each([-3, -62, -135, -1601, -5101])('code %d has a remedy', (code) => {
  expect(readScmRefusal({ code })?.remedy).toMatch(/\.$/);
});

test('a code that comes as text is a number', () => {
  expect(readScmRefusal({ code: '-16', description: 'x' })).toMatchObject({
    apiCode: -16,
    code: 'unauthorized',
  });
});

test('an error document with a description alone is read', () => {
  expect(readScmRefusal({ description: 'x' })).toEqual({ apiCode: undefined, apiMessage: 'x' });
});

test.each([undefined, null, 'text', { code: {} }, { description: 5 }])(
  '%j is no error document',
  (document) => {
    expect(readScmRefusal(document)).toBeUndefined();
  },
);
