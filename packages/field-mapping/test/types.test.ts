import { expect, expectTypeOf, test } from 'vitest';
import {
  type ArgumentError,
  type CheckDotPathResult,
  type CustomFieldInputType,
  type DotNetDateFormat,
  type FitResult,
  fitCustomFieldValue,
  fitMetadataValue,
  type MetadataDataType,
  MetadataDataTypes,
  metadataDataTypeName,
  type NameCollision,
  type ReadResult,
  readCustomFieldValue,
  readMetadataValue,
} from '../src/index.ts';

/** Compiled, never run. */
export function misspelt(dateFormat: DotNetDateFormat) {
  // @ts-expect-error it is truncate
  fitMetadataValue('a', { dataType: 1, trunkate: true });
  // @ts-expect-error there is no such data type
  fitMetadataValue('a', { dataType: 8, truncate: true });
  // @ts-expect-error a custom field has an input type
  fitCustomFieldValue('a', { dataType: 1, truncate: true });
  // @ts-expect-error it is TEXT_OPTION
  fitCustomFieldValue('a', { inputType: 'TEXT_OPTIONS', truncate: true });
  // @ts-expect-error a pattern is compiled first
  readMetadataValue('a', { dataType: 3, dateFormat: 'M/d/yyyy' });
  // @ts-expect-error it is MultipleChoice
  MetadataDataTypes.Multiplechoice;
  const fit = fitMetadataValue('a', { dataType: 1, truncate: true, dateFormat });
  // @ts-expect-error a text is there only where it fits
  fit.text;
  // @ts-expect-error it is truncated
  if (fit.ok) fit.truncate;
  // @ts-expect-error it is not-an-integer
  if (!fit.ok && fit.reason === 'no-integer') return;
  const read = readCustomFieldValue('a', { inputType: 'DATE' });
  // @ts-expect-error it is unreadable
  if (read.kind === 'unreadible') return;
  // @ts-expect-error it is MultipleChoice
  if (metadataDataTypeName(5) === 'Multiple') return;
}

type Openness<T> = string extends keyof T ? 'open' : 'closed';

test('results and labels are closed', () => {
  expect(misspelt).toBeTypeOf('function');
  expectTypeOf<Openness<FitResult>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<ReadResult>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<CheckDotPathResult>>().toEqualTypeOf<'closed'>();
  expectTypeOf<NameCollision['sources']>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<MetadataDataType>().toEqualTypeOf<
    (typeof MetadataDataTypes)[keyof typeof MetadataDataTypes]
  >();
  expectTypeOf<string extends CustomFieldInputType ? 'open' : 'closed'>().toEqualTypeOf<'closed'>();
  expectTypeOf<ArgumentError['code']>().toEqualTypeOf<'invalid-argument'>();
});
