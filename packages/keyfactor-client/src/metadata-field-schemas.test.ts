import * as v from 'valibot';
import { expect, test } from 'vitest';
import { MetadataFieldSchema } from './metadata-field-schemas.ts';

test('a definition keeps null, and unknown properties under raw, so that it can be sent back', () => {
  const known = { Id: 4, Name: 'Stage', DataType: 5, Hint: null, Options: 'a,b' };
  const unknown = { AllowAPI: true, FutureProperty: 1 };
  expect(v.parse(MetadataFieldSchema, { ...known, ...unknown })).toEqual({ ...known, raw: unknown });
});

test('a definition in camelCase is read in PascalCase', () => {
  const document = { id: 4, name: 'Stage', dataType: 5, displayOrder: 3 };
  expect(v.parse(MetadataFieldSchema, document)).toEqual({
    Id: 4,
    Name: 'Stage',
    DataType: 5,
    DisplayOrder: 3,
  });
});

test('an unknown data type passes', () => {
  expect(v.parse(MetadataFieldSchema, { Id: 1, Name: 'A', DataType: 8 }).DataType).toBe(8);
});

test('a definition without a name and a type still has its id', () => {
  expect(v.parse(MetadataFieldSchema, { Id: 1 })).toEqual({ Id: 1, Name: '', DataType: 0 });
});

test.each([null, {}, { Id: '1' }, { Id: 1, Name: 5, DataType: 1 }])('%j is no definition', (document) => {
  expect(v.safeParse(MetadataFieldSchema, document).success).toBe(false);
});
