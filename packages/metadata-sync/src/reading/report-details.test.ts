import { parseDotPath } from '@certbridge/field-mapping';
import { expect, test } from 'vitest';
import { validEntry } from '../../test/support/documents.ts';
import { customField, planOf } from '../../test/support/field-inputs.ts';
import { detailsFromReport, differingFields, isCoveredByReport } from './report-details.ts';

test.each([
  'commonName',
  'expires',
  'customFields',
  'subjectAlternativeNames',
  'subjectAlternativeNames.0',
  'certType.name',
  'certificateDetails.issuer',
])('the report covers %s', (path) => {
  expect(isCoveredByReport(parseDotPath(path))).toBe(true);
});

test.each([
  'validationType',
  // Written otherwise there.
  'serialNumber',
  'issued',
  'certType',
  'certType.terms',
  'certificateDetails',
  'certificateDetails.subject',
  'autoRenewDetails.state',
  'toString',
])('the report does not cover %s', (path) => {
  expect(isCoveredByReport(parseDotPath(path))).toBe(false);
});

test('a row becomes details with the needed parts alone', () => {
  const row = {
    id: 7,
    status: 'Issued',
    commonName: 'a.example',
    typeId: 3,
    type: 'OV',
    subjAltNames: 'a.example; b.example',
  };
  expect(detailsFromReport(row, ['certType', 'subjectAlternativeNames', 'comments'])).toEqual({
    id: 7,
    sslId: 7,
    status: 'Issued',
    certType: { id: 3, name: 'OV' },
    subjectAlternativeNames: ['a.example', 'b.example'],
  });
});

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
