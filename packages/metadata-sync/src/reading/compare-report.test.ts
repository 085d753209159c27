import { expect, test } from 'vitest';
import { validEntry } from '../../test/support/documents.ts';
import { customField, planOf } from '../../test/support/field-inputs.ts';
import { differingFields } from './compare-report.ts';

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

test('a row that says the same in every field of the sync agrees', () => {
  const other = details({ comments: 'not in the sync', status: 'ISSUED' });
  expect(differingFields(details(), other, mappings)).toEqual([]);
});

test('fields and status that differ are named', () => {
  const row = details({ expires: '2026-05-20', customFields: [], status: 'Revoked' });
  expect(differingFields(row, details(), mappings)).toEqual([
    'status',
    'details: expires',
    'customFields: Team',
  ]);
});
