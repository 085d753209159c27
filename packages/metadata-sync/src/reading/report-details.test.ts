import { parseDotPath } from '@certbridge/field-mapping';
import { expect, test } from 'vitest';
import { detailsFromReport, isCoveredByReport } from './report-details.ts';

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
