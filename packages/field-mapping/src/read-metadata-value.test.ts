import { describe, expect, test } from 'vitest';
import { MetadataDataTypes } from './data-types.ts';
import { compileDateFormat } from './date-format.ts';
import { readMetadataValue } from './read-metadata-value.ts';

const types = MetadataDataTypes;

describe('readMetadataValue', () => {
  test.each(Object.values(types))(
    'null, absent and "" are empty for type %i, blanks are unreadable',
    (dataType) => {
      for (const raw of [null, undefined, ''])
        expect(readMetadataValue(raw, { dataType })).toEqual({ kind: 'empty' });
      for (const raw of [' ', '\r\n', '\u00a0']) {
        expect(readMetadataValue(raw, { dataType })).toMatchObject({ kind: 'unreadable', reason: 'blank' });
      }
    },
  );

  test.each(Object.values(types))('an object or a list is unreadable for type %i', (dataType) => {
    for (const raw of [{}, [], ['a']]) {
      expect(readMetadataValue(raw, { dataType })).toMatchObject({ kind: 'unreadable', reason: 'not-text' });
    }
  });

  test.each([
    [types.String, ' a b ', ' a b '],
    [types.String, 'a\r\nb', 'a\r\nb'],
    [types.String, 12.5, '12.5'],
    [types.String, true, 'true'],
    [types.BigText, 'a\nb', 'a\nb'],
    [types.Email, 'a@x.org; b@x.org', 'a@x.org; b@x.org'],
    [types.Integer, '007', '7'],
    [types.Integer, 42, '42'],
    [types.Integer, '9999999999', '9999999999'],
    [types.Boolean, 'True', 'true'],
    [types.Boolean, 'false', 'false'],
    [types.Boolean, false, 'false'],
    [types.Date, '2021-07-23', '2021-07-23'],
    [types.Date, '7/23/2021 12:00:00 AM', '2021-07-23'],
    [types.Date, '2021-07-23T00:00:00', '2021-07-23'],
    [types.Date, ' 2021-07-23 ', '2021-07-23'],
    [types.MultipleChoice, 'prod', 'prod'],
  ])('reads type %i from %j', (dataType, raw, text) => {
    expect(readMetadataValue(raw, { dataType })).toEqual({ kind: 'value', text });
  });

  test.each([
    [types.Integer, '12.5', 'not-an-integer'],
    [types.Integer, 'seven', 'not-an-integer'],
    [types.Boolean, 'maybe', 'not-a-boolean'],
    [types.Date, '23/7/2021', 'not-a-date'],
    [types.Date, '2021-02-29', 'not-a-date'],
  ])('type %i does not read %j, and the message does not repeat it', (dataType, raw, reason) => {
    const reading = readMetadataValue(raw, { dataType });
    expect(reading).toMatchObject({ kind: 'unreadable', reason });
    expect(JSON.stringify(reading)).not.toContain(raw);
  });

  test('reads a date in the configured format', () => {
    const dateFormat = compileDateFormat('dd/MM/yyyy HH:mm:ss');
    expect(readMetadataValue('03/04/2026 00:00:00', { dataType: types.Date, dateFormat })).toEqual({
      kind: 'value',
      text: '2026-04-03',
    });
  });

  test('reads a choice in the spelling of its option, and one that is not an option as it stands', () => {
    const options = ['Prod', 'Test'];
    const read = (raw: string) => readMetadataValue(raw, { dataType: types.MultipleChoice, options });
    expect(read('PROD')).toEqual({ kind: 'value', text: 'Prod' });
    expect(read('Stage')).toEqual({ kind: 'value', text: 'Stage' });
  });
});
