import { describe, expect, test } from 'vitest';
import { checkDotPath, type PathShape } from './check-dot-path.ts';
import { parseDotPath } from './dot-path.ts';

const value: PathShape = { kind: 'value' };
const shape: PathShape = {
  kind: 'object',
  properties: {
    commonName: value,
    serialNumber: value,
    certificateDetails: {
      kind: 'object',
      properties: { issuer: value, subject: value, signatureAlgorithm: value },
    },
    subjectAlternativeNames: { kind: 'array', item: value },
    customFields: { kind: 'array', item: { kind: 'object', properties: { name: value, value } } },
    labels: { kind: 'map', value: { kind: 'object', properties: { color: value } } },
    'dotted.key': value,
  },
};

const check = (path: string) => checkDotPath(parseDotPath(path), shape);

describe('checkDotPath', () => {
  test.each([
    'commonName',
    'certificateDetails',
    'certificateDetails.issuer',
    'subjectAlternativeNames',
    'subjectAlternativeNames.12',
    'customFields.0',
    'customFields.0.value',
    'labels',
    'labels.anything',
    'labels.anything.color',
    'dotted\\.key',
  ])('takes %s', (path) => {
    expect(check(path)).toEqual({ ok: true, path: parseDotPath(path) });
  });

  test.each([
    ['SERIALNUMBER', 'serialNumber'],
    [' certificatedetails . ISSUER\u200b', 'certificateDetails.issuer'],
    ['SubjectAlternativeNames. 3', 'subjectAlternativeNames.3'],
    ['customfields.0.Value', 'customFields.0.value'],
    ['LABELS.Anything.Color', 'labels.Anything.color'],
  ])('takes %j for %s', (path, known) => {
    expect(check(path)).toEqual({ ok: true, path: parseDotPath(known) });
  });

  test('takes a property spelt exactly so, and refuses a choice between two', () => {
    const twins: PathShape = { kind: 'object', properties: { name: value, Name: value } };
    expect(checkDotPath(['Name'], twins)).toEqual({ ok: true, path: ['Name'] });
    expect(checkDotPath(['NAME'], twins)).toMatchObject({ ok: false, segment: 'NAME' });
  });

  test.each([
    ['comonName', 'comonName', 0, 'commonName'],
    ['certificatedetails.Isuer', 'Isuer', 1, 'certificateDetails.issuer'],
    ['certificateDetails.isseur', 'isseur', 1, 'certificateDetails.issuer'],
    ['commonName.foo', 'foo', 1, 'commonName'],
    ['customFields.7.vlaue', 'vlaue', 2, 'customFields.7.value'],
    ['customFields.value', 'value', 1, 'customFields.0.value'],
    ['subjectAlternativeNames.x', 'x', 1, 'subjectAlternativeNames.0'],
    ['subjectAlternativeNames.-1', '-1', 1, 'subjectAlternativeNames.0'],
    ['labels.env.colour', 'colour', 2, 'labels.env.color'],
    ['dottedkey', 'dottedkey', 0, 'dotted\\.key'],
    ['issuer', 'issuer', 0, 'certificateDetails.issuer'],
    ['certificateDetails.commonName', 'commonName', 1, 'commonName'],
  ])('refuses %s and offers the nearest path', (path, segment, index, nearest) => {
    expect(check(path)).toEqual({ ok: false, segment, index, nearest });
  });

  test.each([
    'x',
    'organizationUnit',
    'certificateDetails.validFrom',
    '__proto__',
    'constructor',
    'certificateDetails.toString.call.apply.bind.x',
  ])('refuses %s and offers nothing, as nothing is near', (path) => {
    const result = check(path);
    expect(result.ok).toBe(false);
    expect(result).not.toHaveProperty('nearest');
  });
});
