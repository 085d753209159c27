import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MetadataDataTypes } from './data-types.ts';
import { compileDateFormat } from './date-format.ts';
import { fitMetadataValue } from './fit-metadata-value.ts';

const types = MetadataDataTypes;
const strict = { truncate: false };
const cutting = { truncate: true };

describe('fitMetadataValue: every type', () => {
  test.each(Object.values(types))('type %i accepts the empty text and refuses whitespace', (dataType) => {
    for (const truncate of [true, false]) {
      expect(fitMetadataValue('', { dataType, truncate })).toEqual({ ok: true, text: '', truncated: false });
      expect(fitMetadataValue(' \t\n', { dataType, truncate })).toMatchObject({ ok: false, reason: 'blank' });
    }
  });

  test('a message never repeats the value', () => {
    const secret = 'pass😀word'.repeat(500);
    for (const dataType of Object.values(types)) {
      const fit = fitMetadataValue(secret, { dataType, truncate: false, options: ['A', 'B'] });
      expect(fit.ok).toBe(false);
      expect(JSON.stringify(fit)).not.toContain('pass');
    }
  });
});

describe('fitMetadataValue: text', () => {
  test.each([
    [types.String, 400],
    [types.BigText, 4000],
  ])('type %i takes a text of %i characters and not one more', (dataType, limit) => {
    const atLimit = 'x'.repeat(limit);
    expect(fitMetadataValue(atLimit, { dataType, ...strict })).toEqual({
      ok: true,
      text: atLimit,
      truncated: false,
    });
    expect(fitMetadataValue(`${atLimit}y`, { dataType, ...strict })).toMatchObject({
      ok: false,
      reason: 'too-long',
    });
    expect(fitMetadataValue(`${atLimit}y`, { dataType, ...cutting })).toEqual({
      ok: true,
      text: atLimit,
      truncated: true,
    });
  });

  test('the message has length, limit and remedy', () => {
    expect(fitMetadataValue('x'.repeat(401), { dataType: types.String, ...strict })).toMatchObject({
      message:
        'The value is 401 characters long; a metadata field of type String takes at most 400. Shorten it in the source, or allow truncation (enableTruncation).',
    });
  });

  test('an emoji across the limit is left out whole', () => {
    const fit = fitMetadataValue(`${'x'.repeat(399)}😀`, { dataType: types.String, ...cutting });
    expect(fit).toEqual({ ok: true, text: 'x'.repeat(399), truncated: true });
  });

  test('a text with whitespace up to the limit is not cut to whitespace', () => {
    const fit = fitMetadataValue(`${' '.repeat(400)}x`, { dataType: types.String, ...cutting });
    expect(fit).toMatchObject({ ok: false, reason: 'too-long' });
  });

  test('line breaks and surrounding whitespace are kept', () => {
    const fit = fitMetadataValue(' a\r\nb ', { dataType: types.String, ...strict });
    expect(fit).toEqual({ ok: true, text: ' a\r\nb ', truncated: false });
  });
});

describe('fitMetadataValue: Integer', () => {
  test.each([
    ['007', '7'],
    [' +5 ', '5'],
    ['2147483647', '2147483647'],
    ['-2147483648', '-2147483648'],
  ])('takes %j', (text, expected) => {
    const fit = fitMetadataValue(text, { dataType: types.Integer, ...strict });
    expect(fit).toEqual({ ok: true, text: expected, truncated: false });
  });

  test.each([
    ['2147483648', 'integer-out-of-range'],
    ['-2147483649', 'integer-out-of-range'],
    ['9'.repeat(500), 'integer-out-of-range'],
    ['12.5', 'not-an-integer'],
    ['1,000', 'not-an-integer'],
    ['1.000', 'not-an-integer'],
    ['seven', 'not-an-integer'],
  ])('refuses %j, with truncation too', (text, reason) => {
    for (const truncate of [true, false]) {
      expect(fitMetadataValue(text, { dataType: types.Integer, truncate })).toMatchObject({
        ok: false,
        reason,
      });
    }
  });
});

describe('fitMetadataValue: Date', () => {
  test.each(['2025-05-06', '5/6/2025', '2025-05-06T23:00:00Z', '06.05.2025', ' 2025-05-06 '])(
    'takes %j',
    (text) => {
      const fit = fitMetadataValue(text, { dataType: types.Date, ...strict });
      expect(fit).toEqual({ ok: true, text: '2025-05-06', truncated: false });
    },
  );

  test('takes the order of day and month from the given format', () => {
    const dateFormat = compileDateFormat('dd/MM/yyyy');
    const fit = fitMetadataValue('05/06/2025', { dataType: types.Date, dateFormat, ...strict });
    expect(fit).toMatchObject({ text: '2025-06-05' });
  });

  test.each(['2025-02-30', 'soon', '20250506', '2025-05-06 and more'])('refuses %j', (text) => {
    expect(fitMetadataValue(text, { dataType: types.Date, ...cutting })).toMatchObject({
      reason: 'not-a-date',
    });
  });
});

describe('fitMetadataValue: Boolean', () => {
  test.each([
    ['true', 'true'],
    ['TRUE', 'true'],
    ['Yes', 'true'],
    ['1', 'true'],
    ['False', 'false'],
    ['no', 'false'],
    ['0', 'false'],
  ])('takes %j', (text, expected) => {
    expect(fitMetadataValue(text, { dataType: types.Boolean, ...strict })).toMatchObject({ text: expected });
  });

  test.each(['2', 'on', 'y', 'ja', 'truely'])('refuses %j', (text) => {
    expect(fitMetadataValue(text, { dataType: types.Boolean, ...cutting })).toMatchObject({
      reason: 'not-a-boolean',
    });
  });
});

describe('fitMetadataValue: MultipleChoice', () => {
  const choose = (text: string, options?: readonly string[]) =>
    fitMetadataValue(text, { dataType: types.MultipleChoice, options, truncate: true });

  test('spells the value as the option', () => {
    expect(choose('prod', ['Prod', 'Test'])).toEqual({ ok: true, text: 'Prod', truncated: false });
  });

  test('refuses text that is not an option, and lists the options', () => {
    expect(choose('Stage', ['Prod', 'Test'])).toMatchObject({
      ok: false,
      reason: 'not-an-option',
      message: expect.stringContaining('(Prod, Test)'),
    });
    expect(choose('Stage', [])).toMatchObject({ message: expect.stringContaining('(none)') });
  });

  test('lists ten of many options', () => {
    const options = Array.from({ length: 12 }, (_, index) => `o${index}`);
    expect(choose('x', options)).toMatchObject({ message: expect.stringContaining('o8, o9 and 2 more)') });
  });

  test('takes any text up to 400 characters where the options are not known, and never cuts it', () => {
    expect(choose('x'.repeat(400))).toMatchObject({ ok: true });
    expect(choose('x'.repeat(401))).toMatchObject({ ok: false, reason: 'too-long' });
  });
});

describe('fitMetadataValue: Email', () => {
  const email = (text: string, truncate = false) =>
    fitMetadataValue(text, { dataType: types.Email, truncate });
  const address = (length: number) => `${'x'.repeat(length - 6)}@y.org`;

  test('takes one address or several, with their separators', () => {
    for (const text of ['a@x.org', 'a@x.org,b@x.org', 'a@x.org; b@x.org', 'a@x.org;;b@x.org']) {
      expect(email(text)).toEqual({ ok: true, text, truncated: false });
    }
  });

  test('drops whitespace and separators around the list', () => {
    expect(email(' ;a@x.org; b@x.org; ')).toEqual({ ok: true, text: 'a@x.org; b@x.org', truncated: false });
  });

  test.each(['someone', 'a@x.org b@x.org', 'A Name <a@x.org>', 'a@x.org;someone', ';'])(
    'refuses %j',
    (text) => {
      expect(email(text, true)).toMatchObject({ ok: false, reason: 'not-an-email' });
    },
  );

  test('an address has at most 100 characters and is never cut', () => {
    expect(email(`a@x.org,${address(100)}`)).toMatchObject({ ok: true });
    for (const truncate of [true, false]) {
      expect(email(`a@x.org,${address(101)}`, truncate)).toMatchObject({ ok: false, reason: 'too-long' });
    }
  });

  test('a list has at most 400 characters and is cut between addresses', () => {
    const fitting = [99, 99, 99, 100].map(address).join(',');
    expect(fitting).toHaveLength(400);
    expect(email(fitting)).toEqual({ ok: true, text: fitting, truncated: false });
    const longer = [99, 99, 99, 100, 10].map(address).join(',');
    expect(email(longer)).toMatchObject({ ok: false, reason: 'too-long' });
    expect(email(longer, true)).toEqual({ ok: true, text: fitting, truncated: true });
    const overByOne = [99, 99, 100, 100].map(address).join(',');
    expect(email(overByOne, true)).toEqual({
      ok: true,
      text: [99, 99, 100].map(address).join(','),
      truncated: true,
    });
  });

  test('a cut list is a beginning of the list with every address whole', () => {
    const entry = fc.integer({ min: 7, max: 100 }).map(address);
    const separator = fc.constantFrom(',', ';', ', ', ' ; ', ';;');
    fc.assert(
      fc.property(fc.array(fc.tuple(entry, separator), { minLength: 1, maxLength: 12 }), (list) => {
        const fit = email(list.flat().join(''), true);
        if (!fit.ok) throw new Error(fit.message);
        const kept = fit.text.split(/[,; ]+/);
        expect(kept).toEqual(list.slice(0, kept.length).map(([text]) => text));
        expect(fit.truncated).toBe(kept.length < list.length);
        expect(fit.text.length).toBeLessThanOrEqual(400);
      }),
    );
  });
});
