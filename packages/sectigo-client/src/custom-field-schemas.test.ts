import * as v from 'valibot';
import { expect, test } from 'vitest';
import { CustomFieldSchema } from './custom-field-schemas.ts';

test.each([
  ['ACTIVE', 'ACTIVE'],
  ['Active', 'ACTIVE'],
  ['suspended_active', 'SUSPENDED_ACTIVE'],
  ['retired', 'RETIRED'],
])('the state %s of a custom field is read as %s', (state, expected) => {
  const field = { id: 1, name: 'Owner', certType: 'SSL', state, input: { type: 'EMAIL' } };
  expect(v.parse(CustomFieldSchema, field).state).toBe(expected);
});
