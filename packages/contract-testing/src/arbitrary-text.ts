import * as fc from 'fast-check';
import type { Schema } from './schema.ts';

/** Generates valid text for a schema: its examples, and what format, pattern, description and length allow. */
export function arbitraryText(schema: Schema): fc.Arbitrary<string> {
  const examples = (schema.examples ?? []).filter((example) => typeof example === 'string');
  const sources = [
    generated(schema),
    ...(examples.length > 0 ? [fc.constantFrom(...examples)] : []),
    ...(schema['x-empty-string-seen'] === true ? [fc.constant('')] : []),
  ];
  return fc.oneof(...sources);
}

function generated(schema: Schema): fc.Arbitrary<string> {
  const { pattern, contentEncoding, description = '' } = schema;
  const format = schema.format ?? (/^ISO 8601|ISO 8601 with T/.test(description) ? 'iso-8601' : undefined);
  if (format !== undefined && format in formats) return formats[format]?.() ?? fc.string();
  if (pattern !== undefined) return matching(pattern);
  if (contentEncoding === 'base64') return fc.base64String({ maxLength: 40 });
  const minLength = schema.minLength ?? 0;
  return fc.string({
    unit: 'grapheme',
    minLength,
    maxLength: Math.max(minLength, Math.min(schema.maxLength ?? 40, 40)),
  });
}

const day = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2099-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

const formats: Readonly<Record<string, () => fc.Arbitrary<string>>> = {
  date: () => day.map((iso) => iso.slice(0, 10)),
  'date-time': () =>
    fc.oneof(
      day,
      day.map((iso) => `${iso.slice(0, 19)}Z`),
      day.map((iso) => `${iso.slice(0, 19)}+02:00`),
    ),
  // As Command writes them: with and without fraction and zone.
  'iso-8601': () =>
    fc.oneof(
      day,
      day.map((iso) => iso.slice(0, 19)),
      day.map((iso) => iso.slice(0, 23)),
      day.map((iso) => `${iso.slice(0, 22)}Z`),
    ),
  email: () => fc.emailAddress(),
  uri: () => fc.webUrl(),
  uuid: () => fc.uuid(),
};

/** Converts `yyyy-MM-ddTHH:mm:ss` to the notations of dates in SCM. */
const dateForms: readonly ((iso: string) => string)[] = [
  (iso) => `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(0, 4)}`,
  (iso) => `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(0, 4)} ${iso.slice(11, 19)}`,
  (iso) => iso.slice(0, 10),
  (iso) => `${iso.slice(0, 10)} ${iso.slice(11, 19)}`,
  (iso) => iso,
  (iso) => `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(0, 4)}`,
  (iso) => iso.slice(0, 10).replaceAll('-', '/'),
];

/** Generates text that matches a pattern; real dates if the pattern is for dates. */
function matching(pattern: string): fc.Arbitrary<string> {
  const expression = new RegExp(pattern, 'u');
  const forms = dateForms.filter((form) => expression.test(form('2025-05-21T11:27:52Z')));
  if (forms.length === 0 || expression.test('x')) return fc.stringMatching(expression, { size: '-1' });
  const dates = fc.tuple(fc.constantFrom(...forms), day).map(([form, iso]) => form(iso));
  return expression.test('') ? fc.oneof(dates, fc.constant('')) : dates;
}
