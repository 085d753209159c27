import { describe, expect, test } from 'vitest';
import {
  isCustomFieldInputType,
  isMetadataDataType,
  MetadataDataTypes,
  mapInputTypeToDataType,
  metadataDataTypeName,
} from './data-types.ts';

describe('data types', () => {
  test('each custom field input type has its metadata data type', () => {
    expect(mapInputTypeToDataType('TEXT_SINGLE_LINE')).toBe(1);
    expect(mapInputTypeToDataType('TEXT_MULTI_LINE')).toBe(6);
    expect(mapInputTypeToDataType('EMAIL')).toBe(7);
    expect(mapInputTypeToDataType('NUMBER')).toBe(2);
    expect(mapInputTypeToDataType('TEXT_OPTION')).toBe(5);
    expect(mapInputTypeToDataType('DATE')).toBe(3);
  });

  test('an unknown input type, inherited names included, maps to nothing', () => {
    for (const type of ['', 'CHECKBOX', 'date', 'toString', '__proto__', 'constructor']) {
      expect(mapInputTypeToDataType(type)).toBeUndefined();
      expect(isCustomFieldInputType(type)).toBe(false);
    }
  });

  test('each data type number has the name that leads to it', () => {
    for (const [name, dataType] of Object.entries(MetadataDataTypes))
      expect(metadataDataTypeName(dataType)).toBe(name);
  });

  test('only the numbers 1 to 7 are data types', () => {
    expect([1, 2, 3, 4, 5, 6, 7].every(isMetadataDataType)).toBe(true);
    for (const value of [0, 8, 1.5, Number.NaN, '1', null, undefined])
      expect(isMetadataDataType(value)).toBe(false);
  });
});
