import { describe, expect, test } from 'vitest';
import type { CustomFieldInputType } from './data-types.ts';
import { fitCustomFieldValue } from './fit-custom-field-value.ts';

const allTypes: CustomFieldInputType[] = [
  'TEXT_SINGLE_LINE',
  'TEXT_MULTI_LINE',
  'EMAIL',
  'NUMBER',
  'TEXT_OPTION',
  'DATE',
];

describe('fitCustomFieldValue', () => {
  test.each(allTypes)('%s accepts the empty text and refuses whitespace', (inputType) => {
    expect(fitCustomFieldValue('', { inputType, truncate: false })).toEqual({
      ok: true,
      text: '',
      truncated: false,
    });
    expect(fitCustomFieldValue('  ', { inputType, truncate: true })).toMatchObject({
      ok: false,
      reason: 'blank',
    });
  });

  test.each(allTypes)('%s never repeats the value in a message', (inputType) => {
    const fit = fitCustomFieldValue('pass😀word'.repeat(50), { inputType, truncate: false, options: ['A'] });
    expect(fit.ok).toBe(false);
    expect(JSON.stringify(fit)).not.toContain('pass');
  });

  test.each(['TEXT_SINGLE_LINE', 'TEXT_MULTI_LINE'] as const)(
    '%s takes 256 characters and not one more',
    (inputType) => {
      const atLimit = 'x'.repeat(256);
      expect(fitCustomFieldValue(atLimit, { inputType, truncate: false })).toMatchObject({
        ok: true,
        text: atLimit,
      });
      expect(fitCustomFieldValue(`${atLimit}y`, { inputType, truncate: false })).toMatchObject({
        ok: false,
        reason: 'too-long',
        message: `The value is 257 characters long; a custom field of type ${inputType} takes at most 256. Shorten it in the source, or allow truncation (enableTruncation).`,
      });
      expect(fitCustomFieldValue(`${atLimit}y`, { inputType, truncate: true })).toEqual({
        ok: true,
        text: atLimit,
        truncated: true,
      });
      expect(fitCustomFieldValue(`${'x'.repeat(255)}😀`, { inputType, truncate: true })).toMatchObject({
        text: 'x'.repeat(255),
      });
    },
  );

  test('a list of addresses is cut between addresses, a single long address never', () => {
    const long = `${'x'.repeat(200)}@y.org`;
    const fit = (text: string, truncate: boolean) =>
      fitCustomFieldValue(text, { inputType: 'EMAIL', truncate });
    expect(fit(`${long};${long}`, false)).toMatchObject({ ok: false, reason: 'too-long' });
    expect(fit(`${long};${long}`, true)).toEqual({ ok: true, text: long, truncated: true });
    expect(fit(`${'x'.repeat(251)}@y.org`, true)).toMatchObject({ ok: false, reason: 'too-long' });
    expect(fit(`${'x'.repeat(250)}@y.org`, true)).toMatchObject({ ok: true });
    expect(fit('nobody', true)).toMatchObject({ ok: false, reason: 'not-an-email' });
  });

  test.each([
    ['12.50', '12.5'],
    ['007', '7'],
    ['-3', '-3'],
    ['12345678901234567890', '12345678901234567890'],
  ])('NUMBER takes %j', (text, expected) => {
    expect(fitCustomFieldValue(text, { inputType: 'NUMBER', truncate: false })).toMatchObject({
      text: expected,
    });
  });

  test('NUMBER refuses other texts and numbers of more than 256 digits', () => {
    const fit = (text: string) => fitCustomFieldValue(text, { inputType: 'NUMBER', truncate: true });
    expect(fit('1,5')).toMatchObject({ ok: false, reason: 'not-a-number' });
    expect(fit('true')).toMatchObject({ ok: false, reason: 'not-a-number' });
    expect(fit('9'.repeat(256))).toMatchObject({ ok: true });
    expect(fit('9'.repeat(257))).toMatchObject({ ok: false, reason: 'too-long' });
  });

  test('DATE writes yyyy-MM-dd', () => {
    const fit = (text: string) => fitCustomFieldValue(text, { inputType: 'DATE', truncate: true });
    expect(fit('7/23/2021 12:00:00 AM')).toMatchObject({ text: '2021-07-23' });
    expect(fit('2021-02-29')).toMatchObject({ ok: false, reason: 'not-a-date' });
  });

  test('TEXT_OPTION spells the option as Sectigo does, and finds the way back from a Boolean field', () => {
    const fit = (text: string, options: string[]) =>
      fitCustomFieldValue(text, { inputType: 'TEXT_OPTION', options, truncate: true });
    expect(fit('prod', ['Prod'])).toMatchObject({ text: 'Prod' });
    expect(fit('true', ['Yes', 'No'])).toMatchObject({ text: 'Yes' });
    expect(fit('Stage', ['Prod'])).toMatchObject({ ok: false, reason: 'not-an-option' });
  });
});
