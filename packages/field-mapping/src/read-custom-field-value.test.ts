import { describe, expect, test } from 'vitest';
import { readCustomFieldValue } from './read-custom-field-value.ts';

describe('readCustomFieldValue', () => {
  test('null, absent and "" are empty, whitespace and objects unreadable', () => {
    for (const inputType of ['TEXT_SINGLE_LINE', 'DATE', 'NUMBER'] as const) {
      for (const raw of [null, undefined, ''])
        expect(readCustomFieldValue(raw, { inputType })).toEqual({ kind: 'empty' });
      expect(readCustomFieldValue('  ', { inputType })).toMatchObject({
        kind: 'unreadable',
        reason: 'blank',
      });
      expect(readCustomFieldValue({ a: 1 }, { inputType })).toMatchObject({
        kind: 'unreadable',
        reason: 'not-text',
      });
    }
  });

  test('reads a date in the forms that Sectigo writes', () => {
    for (const raw of ['2025-05-06', '05/06/2025', '06.05.2025', '2025/05/06', '2025-05-06T00:00:00.000Z']) {
      expect(readCustomFieldValue(raw, { inputType: 'DATE' })).toEqual({ kind: 'value', text: '2025-05-06' });
    }
    expect(readCustomFieldValue('next week', { inputType: 'DATE' })).toMatchObject({
      kind: 'unreadable',
      reason: 'not-a-date',
    });
  });

  test('keeps the text of every other type', () => {
    for (const inputType of [
      'TEXT_SINGLE_LINE',
      'TEXT_MULTI_LINE',
      'EMAIL',
      'NUMBER',
      'TEXT_OPTION',
    ] as const) {
      expect(readCustomFieldValue('007', { inputType })).toEqual({ kind: 'value', text: '007' });
    }
    expect(readCustomFieldValue(12, { inputType: 'NUMBER' })).toEqual({ kind: 'value', text: '12' });
  });
});
