import { describe, expect, test } from 'vitest';
import { MetadataDataTypes } from './data-types.ts';
import { sameCustomFieldValue, sameMetadataValue } from './same-value.ts';

const types = MetadataDataTypes;

describe('sameMetadataValue', () => {
  test.each([
    [types.BigText, 'a\r\nb\rc', 'a\nb\nc', true],
    [types.BigText, 'a\n\nb', 'a\nb', false],
    [types.String, 'a', 'a ', true],
    [types.String, 'a\r\nb', 'a\nb', true],
    [types.String, 'a  b', 'a b', false],
    [types.String, 'a', 'A', false],
    [types.MultipleChoice, 'Prod', 'prod', false],
    [types.Email, 'a@x.org;b@x.org', 'a@x.org, b@x.org', true],
    [types.Email, 'a@x.org,b@x.org', 'b@x.org,a@x.org', false],
    [types.Email, 'a@x.org', 'A@x.org', false],
    [types.Integer, '7', '7', true],
    [types.Integer, '7', '70', false],
    [types.Date, '2025-05-06', '2025-05-07', false],
    [types.Boolean, 'true', 'false', false],
  ])('type %i: %j and %j', (dataType, a, b, same) => {
    expect(sameMetadataValue(a, b, dataType)).toBe(same);
    expect(sameMetadataValue(b, a, dataType)).toBe(same);
  });
});

describe('sameCustomFieldValue', () => {
  test.each([
    ['NUMBER', '007', '7', true],
    ['NUMBER', '12.50', '12.5', true],
    ['NUMBER', '12', '12.5', false],
    ['NUMBER', '1,000', ' 1,000', true],
    ['NUMBER', '1,000', '1000', false],
    ['TEXT_SINGLE_LINE', '007', '7', false],
    ['TEXT_MULTI_LINE', 'a\r\nb', 'a\nb', true],
    ['TEXT_OPTION', 'Prod', 'prod', false],
    ['EMAIL', 'a@x.org; b@x.org', 'a@x.org;b@x.org', true],
    ['DATE', '2025-05-06', '2025-05-06', true],
  ] as const)('%s: %j and %j', (inputType, a, b, same) => {
    expect(sameCustomFieldValue(a, b, inputType)).toBe(same);
    expect(sameCustomFieldValue(b, a, inputType)).toBe(same);
  });
});
