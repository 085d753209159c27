import { expect, test } from 'vitest';
import { validEntry } from '../../test/support/documents.ts';
import { customField, planOf } from '../../test/support/field-inputs.ts';
import { compareSample } from './compare-sample.ts';

const { mappings } = planOf({
  documents: {
    fields: { ManualFields: [{ ...validEntry, sectigoFieldName: 'expires', keyfactorDataType: 3 }] },
  },
  customFields: [customField('Team')],
});

function details(parts: object = {}) {
  const customFields = [{ name: 'Team', value: 'A' }];
  return { sslId: 1, id: 1, status: 'Issued', expires: '2026-05-21', customFields, ...parts };
}

test('a report that says the same in every field of the sync agrees', () => {
  const rows = new Map([[1, details()]]);
  expect(compareSample(new Map([[1, details({ comments: 'not in the sync' })]]), rows, mappings)).toEqual({
    compared: 1,
    differing: [],
  });
});

test('fields and status that differ are named once', () => {
  const rows = new Map(
    [1, 2].map((id) => [id, details({ expires: '2026-05-20', customFields: [], status: 'Revoked' })]),
  );
  const sample = new Map([1, 2].map((id) => [id, details()]));
  expect(compareSample(sample, rows, mappings)).toEqual({
    compared: 2,
    differing: ['status', 'expires', 'Team'],
  });
});

test('certificates that the report lacks are not compared', () => {
  expect(compareSample(new Map([[1, details()]]), new Map(), mappings)).toEqual({
    compared: 0,
    differing: [],
  });
});
