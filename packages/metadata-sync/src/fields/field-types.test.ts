import {
  type CustomFieldInputType,
  type MetadataDataType,
  MetadataDataTypes,
} from '@certbridge/field-mapping';
import { MetadataDataTypes as commandTypes, type MetadataFieldCreate } from '@certbridge/keyfactor-client';
import type { CustomFieldCreate } from '@certbridge/sectigo-client';
import { expect, expectTypeOf, test } from 'vitest';

// field-mapping depends on no client, so that each has the list of types. A type that one of them lacks fails here.

test('the client of Command and field-mapping have the same data types', () => {
  expect(commandTypes).toEqual(MetadataDataTypes);
  expectTypeOf<MetadataFieldCreate['DataType']>().toEqualTypeOf<MetadataDataType>();
});

test('the client of SCM and field-mapping have the same input types', () => {
  expectTypeOf<NonNullable<CustomFieldCreate['input']>['type']>().toEqualTypeOf<CustomFieldInputType>();
});
