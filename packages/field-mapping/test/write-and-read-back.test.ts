import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CustomFieldInputType,
  compileDateFormat,
  fitCustomFieldValue,
  fitMetadataValue,
  type MetadataDataType,
  MetadataDataTypes,
  parseKnownDate,
  readCustomFieldValue,
  readMetadataValue,
  sameCustomFieldValue,
  sameMetadataValue,
} from '../src/index.ts';

const options = ['Prod', 'Test', 'test', 'Yes', 'No', ' Berlin '];

const calendarDate = fc.record({
  year: fc.integer({ min: 1, max: 9999 }),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 28 }),
});
const address = fc
  .tuple(fc.integer({ min: 1, max: 95 }), fc.constantFrom('@x.org', '@y.de'))
  .map(([n, end]) => 'a'.repeat(n) + end);
const longText = fc
  .string({ unit: fc.constantFrom('a', ' ', '\r\n', '\r', '\n', '😀', 'ß', ',', '\u0000'), maxLength: 60 })
  .chain((text) => fc.integer({ min: 1, max: 300 }).map((times) => text.repeat(times)));

/** Any text that a source may hold, of the destination's type or not. */
const source = fc.oneof(
  longText,
  fc.string(),
  fc.integer().map(String),
  fc.bigInt().map(String),
  fc.double({ noNaN: true }).map(String),
  fc.constantFrom('007', '+5', '-0', '12.50', 'TRUE', 'no', '1', '0', 'prod', 'Test', 'TEST', 'berlin', ''),
  calendarDate.map((date) => compileDateFormat('yyyy-MM-dd').format(date)),
  calendarDate.map((date) => compileDateFormat('M/d/yyyy h:mm:ss tt').format(date)),
  fc
    .array(fc.tuple(address, fc.constantFrom(',', ';', ' ; ')), { minLength: 1, maxLength: 9 })
    .map((list) => list.flat().join('')),
);

/** How a server may change a text on its way through, none of it documented, none of it excluded. */
const textForms: ((text: string) => unknown)[] = [
  (text) => text,
  (text) => text.trim(),
  (text) => text.trimEnd(),
  (text) => text.replace(/\r\n?/g, '\n'),
  (text) => text.replace(/\r\n?|\n/g, '\r\n'),
];

function writeDate(text: string, pattern: string): string {
  const date = parseKnownDate(text);
  if (!date) throw new Error('A date was written that is none.');
  return compileDateFormat(pattern).format(date);
}

const dateForms = [
  'yyyy-MM-dd',
  'M/d/yyyy h:mm:ss tt',
  "M/d/yyyy h:mm:ss'\u202f'tt",
  'MM/dd/yyyy HH:mm:ss',
  "yyyy-MM-dd'T'HH:mm:ss",
  "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'",
].map((pattern) => (text: string) => writeDate(text, pattern));

const metadataForms: Record<MetadataDataType, ((text: string) => unknown)[]> = {
  [MetadataDataTypes.String]: textForms,
  [MetadataDataTypes.BigText]: textForms,
  [MetadataDataTypes.Email]: [...textForms, (text) => text.replace(/\s*[,;]\s*/g, ';')],
  [MetadataDataTypes.MultipleChoice]: [
    ...textForms,
    (text) => (text.toUpperCase() === 'PROD' ? 'PROD' : text),
  ],
  [MetadataDataTypes.Integer]: [(text) => text, Number],
  [MetadataDataTypes.Boolean]: [
    (text) => text,
    (text) => text === 'true',
    (text) => (text === 'true' ? 'True' : 'False'),
  ],
  [MetadataDataTypes.Date]: dateForms,
};

const customFieldForms: Record<CustomFieldInputType, ((text: string) => unknown)[]> = {
  TEXT_SINGLE_LINE: textForms,
  TEXT_MULTI_LINE: textForms,
  TEXT_OPTION: textForms,
  EMAIL: metadataForms[MetadataDataTypes.Email],
  NUMBER: [(text) => text, (text) => ` 0${text}`.replace(' 0-', '-0')],
  DATE: dateForms.slice(0, 1),
};

describe('what was written compares equal when it is read back', () => {
  test.each(Object.values(MetadataDataTypes))('metadata of type %i', (dataType) => {
    fc.assert(
      fc.property(
        source,
        fc.boolean(),
        fc.constantFrom(...metadataForms[dataType]),
        (text, truncate, form) => {
          const fit = fitMetadataValue(text, { dataType, options, truncate });
          if (!fit.ok) return;
          if (fit.text === '') {
            for (const raw of ['', null, undefined])
              expect(readMetadataValue(raw, { dataType })).toEqual({ kind: 'empty' });
            return;
          }
          const reading = readMetadataValue(form(fit.text), { dataType, options });
          expect(reading.kind).toBe('value');
          expect(reading.kind === 'value' && sameMetadataValue(reading.text, fit.text, dataType)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each(Object.keys(customFieldForms) as CustomFieldInputType[])(
    'custom field of type %s',
    (inputType) => {
      fc.assert(
        fc.property(
          source,
          fc.boolean(),
          fc.constantFrom(...customFieldForms[inputType]),
          (text, truncate, form) => {
            const fit = fitCustomFieldValue(text, { inputType, options, truncate });
            if (!fit.ok || fit.text === '') return;
            const reading = readCustomFieldValue(form(fit.text), { inputType });
            expect(reading.kind).toBe('value');
            expect(reading.kind === 'value' && sameCustomFieldValue(reading.text, fit.text, inputType)).toBe(
              true,
            );
          },
        ),
        { numRuns: 500 },
      );
    },
  );

  test('a date in the configured day-first form reads back as the day that was written', () => {
    const dateFormat = compileDateFormat('dd/MM/yyyy HH:mm:ss');
    fc.assert(
      fc.property(calendarDate, (date) => {
        const fit = fitMetadataValue(compileDateFormat('yyyy-MM-dd').format(date), {
          dataType: 3,
          truncate: false,
        });
        const reading = readMetadataValue(dateFormat.format(date), { dataType: 3, dateFormat });
        expect(reading).toEqual({ kind: 'value', text: fit.ok ? fit.text : undefined });
      }),
    );
  });
});

describe('a fitted value', () => {
  test('fits again unchanged', () => {
    const dataTypes = fc.constantFrom(...Object.values(MetadataDataTypes));
    fc.assert(
      fc.property(source, dataTypes, fc.boolean(), (text, dataType, truncate) => {
        const fit = fitMetadataValue(text, { dataType, options, truncate });
        if (!fit.ok) return;
        expect(fitMetadataValue(fit.text, { dataType, options, truncate: false })).toEqual({
          ...fit,
          truncated: false,
        });
      }),
      { numRuns: 1000 },
    );
  });

  test('goes through the data type of its input type and back without a difference', () => {
    const pairs = fc.constantFrom<[CustomFieldInputType, MetadataDataType]>(
      ['TEXT_SINGLE_LINE', 1],
      ['NUMBER', 2],
      ['DATE', 3],
      ['TEXT_OPTION', 4],
      ['TEXT_OPTION', 5],
      ['TEXT_MULTI_LINE', 6],
      ['EMAIL', 7],
    );
    fc.assert(
      fc.property(source, pairs, (text, [inputType, dataType]) => {
        const origin = fitCustomFieldValue(text, { inputType, options, truncate: true });
        if (!origin.ok) return;
        const there = fitMetadataValue(origin.text, { dataType, options, truncate: false });
        if (!there.ok) return;
        const back = fitCustomFieldValue(there.text, { inputType, options, truncate: false });
        expect(back.ok && sameCustomFieldValue(back.text, origin.text, inputType)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
