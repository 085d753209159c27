import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { noRecords } from '../../plain-text/test/no-records.ts';
import * as fieldMapping from '../src/index.ts';

// What compiles in JavaScript only.

const planted = 'pl4nted';
const functions = { ...fieldMapping };
const fit = { dataType: 1, truncate: false };
const dataTypes =
  'one of MetadataDataTypes: 1 (String), 2 (Integer), 3 (Date), 4 (Boolean), 5 (MultipleChoice), 6 (BigText), 7 (Email)';
const inputTypes = 'one of TEXT_SINGLE_LINE, TEXT_MULTI_LINE, EMAIL, NUMBER, TEXT_OPTION, DATE';

test.each<[keyof typeof fieldMapping, readonly unknown[], string]>([
  ['fitMetadataValue', [undefined, fit], 'Argument 1 of fitMetadataValue must be text.'],
  ['fitMetadataValue', [5, fit], 'Argument 1 of fitMetadataValue must be text.'],
  ['fitMetadataValue', ['a'], 'Argument 2 of fitMetadataValue must be an object of options.'],
  ['fitMetadataValue', ['a', 1], 'Argument 2 of fitMetadataValue must be an object of options.'],
  ['fitMetadataValue', ['a', {}], `The option dataType of fitMetadataValue must be ${dataTypes}.`],
  [
    'fitMetadataValue',
    ['a', { ...fit, dataType: 'String' }],
    `The option dataType of fitMetadataValue must be ${dataTypes}. Did you mean 1 (String)?`,
  ],
  [
    'fitMetadataValue',
    ['a', { dataType: 1 }],
    'The option truncate of fitMetadataValue must be true or false.',
  ],
  [
    'fitMetadataValue',
    ['a', { ...fit, trunkate: planted }],
    'The option trunkate of fitMetadataValue is unknown. Did you mean truncate?',
  ],
  [
    'fitMetadataValue',
    ['a', { default: fit }],
    'The option default of fitMetadataValue is unknown. It is a module: pass its default.',
  ],
  [
    'fitMetadataValue',
    ['a', { ...fit, options: 'Low,High' }],
    'The option options of fitMetadataValue must be a list of texts.',
  ],
  [
    'fitMetadataValue',
    ['a', { ...fit, dateFormat: 'M/d/yyyy' }],
    'The option dateFormat of fitMetadataValue must be a date format, as compileDateFormat gives it.',
  ],
  [
    'fitCustomFieldValue',
    ['a', { inputType: 'DATUM', truncate: true }],
    `The option inputType of fitCustomFieldValue must be ${inputTypes}.`,
  ],
  [
    'fitCustomFieldValue',
    ['a', { dataType: 1, truncate: true }],
    'The option dataType of fitCustomFieldValue is unknown. There are inputType, truncate, options, dateFormat.',
  ],
  ['nearestName', ['a', 5], 'Argument 2 of nearestName must be a list of texts.'],
  ...[[undefined], ['b', 5], new Array(1), new Set([null])].flatMap(
    (names): [keyof typeof fieldMapping, readonly unknown[], string][] => [
      ['nearestName', ['a', names], 'Argument 2 of nearestName must be a list of texts.'],
      ['matchName', ['a', names], 'Argument 2 of matchName must be a list of texts.'],
    ],
  ),
  ['nearestName', ['a', null], 'Argument 2 of nearestName must be a list of texts.'],
  [
    'findNameCollisions',
    [[{ source: planted }]],
    'Argument 1 of findNameCollisions must be a list of names, each with the texts source and target.',
  ],
  ['readMetadataValue', ['a'], 'Argument 2 of readMetadataValue must be an object of options.'],
  [
    'readMetadataValue',
    ['a', { dataType: 1, truncate: true }],
    'The option truncate of readMetadataValue is unknown. There are dataType, dateFormat, options.',
  ],
  [
    'readCustomFieldValue',
    ['a', { inputType: 'TEXT_OPTIONS' }],
    `The option inputType of readCustomFieldValue must be ${inputTypes}. Did you mean TEXT_OPTION?`,
  ],
  ['readCustomFieldValue', ['a', {}], `The option inputType of readCustomFieldValue must be ${inputTypes}.`],
  ['readCustomFieldValue', ['a', 'DATE'], 'Argument 2 of readCustomFieldValue must be an object of options.'],
  ['sameMetadataValue', ['a', null, 1], 'Argument 2 of sameMetadataValue must be text.'],
  ['sameMetadataValue', ['a', 'b'], `Argument 3 of sameMetadataValue must be ${dataTypes}.`],
  [
    'sameMetadataValue',
    ['a', 'b', 'Intger'],
    `Argument 3 of sameMetadataValue must be ${dataTypes}. Did you mean 2 (Integer)?`,
  ],
  [
    'sameCustomFieldValue',
    ['a', 'b', 'date'],
    `Argument 3 of sameCustomFieldValue must be ${inputTypes}. Did you mean DATE?`,
  ],
  [
    'metadataDataTypeName',
    ['String'],
    'Argument 1 of metadataDataTypeName must be a whole number from 1 to 7.',
  ],
  ['compileDateFormat', [undefined], 'Argument 1 of compileDateFormat must be text.'],
  ['parseKnownDate', [new Date(0)], 'Argument 1 of parseKnownDate must be text.'],
  [
    'parseKnownDate',
    ['2026-01-01', 'M/d/yyyy'],
    'Argument 2 of parseKnownDate must be a date format, as compileDateFormat gives it.',
  ],
  [
    'formatCalendarDate',
    [new Date(0)],
    'Argument 1 of formatCalendarDate must be a date of whole numbers: year, month and day.',
  ],
  ['parseDotPath', [['a', 'b']], 'Argument 1 of parseDotPath must be text.'],
  ['formatDotPath', ['a.b'], 'Argument 1 of formatDotPath must be a list of texts.'],
  ['extractPath', [{ a: 1 }, 'a'], 'Argument 2 of extractPath must be a list of texts.'],
  ['checkDotPath', ['a', { kind: 'value' }], 'Argument 1 of checkDotPath must be a list of texts.'],
  [
    'checkDotPath',
    [['a'], { a: planted }],
    'Argument 2 of checkDotPath must be a shape, whose kind is one of value, object, array, map.',
  ],
  ...[
    { kind: 'object', properties: { b: { kind: 'objct', properties: {} } } },
    { kind: 'array', item: { kind: 'objct' } },
    { kind: 'map', value: { kind: 'objct' } },
  ].map((shape): [keyof typeof fieldMapping, readonly unknown[], string] => [
    'checkDotPath',
    [['a', 'b'], shape],
    'Argument 2 of checkDotPath must be a shape, whose kind is one of value, object, array, map. Did you mean object?',
  ]),
  ...[undefined, null, [], new Map()].map(
    (properties): [keyof typeof fieldMapping, readonly unknown[], string] => [
      'checkDotPath',
      [['a'], { kind: 'object', properties }],
      'Argument 2 of checkDotPath must be a shape, whose objects have properties.',
    ],
  ),
  ['matchName', [5, ['a']], 'Argument 1 of matchName must be text.'],
  ['matchName', ['a', 'abc'], 'Argument 2 of matchName must be a list.'],
  ['findBannedCharacters', [undefined], 'Argument 1 of findBannedCharacters must be text.'],
  [
    'replaceBannedCharacters',
    ['a b', { ' ': '_' }],
    'Argument 2 of replaceBannedCharacters must be a Map of characters and their replacements.',
  ],
  ['findNameCollisions', [{}], 'Argument 1 of findNameCollisions must be a list.'],
  ['nearestName', [undefined, []], 'Argument 1 of nearestName must be text.'],
  ['checkMetadataName', [undefined], 'Argument 1 of checkMetadataName must be text.'],
  ['findMetadataNameProblems', [5], 'Argument 1 of findMetadataNameProblems must be text.'],
  ['findReservedName', [5], 'Argument 1 of findReservedName must be text.'],
  ['isAllowedMetadataName', [5], 'Argument 1 of isAllowedMetadataName must be text.'],
  ['joinOptions', ['Low,High'], 'Argument 1 of joinOptions must be a list of texts.'],
  ['splitOptions', [['Low']], 'Argument 1 of splitOptions must be text.'],
])('%s(...%j) throws an ArgumentError', (name, given, message) => {
  let failure: unknown;
  try {
    (functions[name] as (...given: readonly unknown[]) => unknown)(...given);
  } catch (error) {
    failure = error;
  }
  expect(failure).toBeInstanceOf(fieldMapping.ArgumentError);
  expect(failure).toMatchObject({ name: 'ArgumentError', code: 'invalid-argument', message });
  expect(inspect(failure)).not.toContain(planted);
});

/** What each function takes that takes an object of values by name, with that object in the place of `object`. Others have null. */
const takers: Readonly<Record<keyof Functions, ((object: object) => readonly unknown[]) | null>> = {
  ArgumentError: null,
  DateFormatError: null,
  DotPathError: null,
  checkDotPath: (object) => [['a'], object],
  checkMetadataName: null,
  compileDateFormat: null,
  extractPath: null,
  findBannedCharacters: null,
  findMetadataNameProblems: null,
  findNameCollisions: (object) => [[object]],
  findReservedName: null,
  fitCustomFieldValue: (object) => ['a', object],
  fitMetadataValue: (object) => ['a', object],
  formatCalendarDate: (object) => [object],
  formatDotPath: null,
  isAllowedMetadataName: null,
  isCalendarDate: null,
  isCustomFieldInputType: null,
  isMetadataDataType: null,
  joinOptions: null,
  mapInputTypeToDataType: null,
  matchName: null,
  metadataDataTypeName: null,
  nearestName: null,
  parseDotPath: null,
  parseKnownDate: (object) => ['2026-01-01', object],
  readCustomFieldValue: (object) => ['a', object],
  readDetailsValue: null,
  readMetadataValue: (object) => ['a', object],
  // A Map is what it takes.
  replaceBannedCharacters: null,
  sameCustomFieldValue: null,
  sameMetadataValue: null,
  splitOptions: null,
};

type Exports = typeof fieldMapping;
type Functions = Pick<
  Exports,
  {
    [Name in keyof Exports]: Exports[Name] extends (...given: never) => unknown
      ? Name
      : Exports[Name] extends abstract new (
            ...given: never
          ) => unknown
        ? Name
        : never;
  }[keyof Exports]
>;

describe.each(Object.entries(takers).filter((taker) => taker[1] !== null))('%s', (name, given) => {
  test.each(noRecords)('throws for an object without properties by name (%#)', (object) => {
    const call = functions[name as keyof Functions] as (...given: readonly unknown[]) => unknown;
    expect(() => call(...(given?.(object) ?? []))).toThrow(fieldMapping.ArgumentError);
  });
});

test('a compiled format refuses what is not text, and what is not a date', () => {
  const format = fieldMapping.compileDateFormat('yyyy-MM-dd');
  expect(() => format.parse(undefined as never)).toThrow(fieldMapping.ArgumentError);
  expect(() => format.format(undefined as never)).toThrow(RangeError);
});

test('what is not a date at all does not exist', () => {
  for (const value of [undefined, null, '2026-01-01', {}, { year: '2026', month: 1, day: 1 }]) {
    expect(fieldMapping.isCalendarDate(value as never)).toBe(false);
  }
});
