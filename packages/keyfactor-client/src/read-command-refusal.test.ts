import { expect, test } from 'vitest';
import { readCommandRefusal } from './read-command-refusal.ts';

test('code and message are read, whatever case their names have', () => {
  const expected = { apiCode: '0xA011004A', apiMessage: 'Invalid sort field: Id.' };
  expect(readCommandRefusal({ ErrorCode: '0xA011004A', Message: 'Invalid sort field: Id.' })).toEqual(
    expected,
  );
  expect(readCommandRefusal({ errorCode: '0xA011004A', message: 'Invalid sort field: Id.' })).toEqual(
    expected,
  );
});

test('reasons of failed steps are added', () => {
  const document = {
    ErrorCode: '0x1',
    Message: 'Failed.',
    FailedOperations: [{ reason: 'No right.' }, { Reason: null }],
  };
  expect(readCommandRefusal(document)?.apiMessage).toBe('Failed. No right.');
});

test('properties without a value are absent', () => {
  expect(readCommandRefusal({ ErrorCode: null, Message: null, FailedOperations: null })).toEqual({
    apiCode: undefined,
    apiMessage: undefined,
  });
});

test.each([undefined, null, 'text', { Message: 5 }])('%j is not an error document', (document) => {
  expect(readCommandRefusal(document)).toBeUndefined();
});
