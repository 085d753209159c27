import { expect, test } from 'vitest';
import { readSyncFilter } from './sync-filter.ts';

test('a filter comes as an object or as its JSON text, names in any letter case', () => {
  const filter = { status: 'Issued', orgId: '1688', externalRequester: 'ops@corp.example' };
  expect(readSyncFilter({ Status: 'Issued', ORGID: 1688, externalrequester: ' ops@corp.example ' })).toEqual({
    filter,
  });
  expect(readSyncFilter(JSON.stringify(filter))).toEqual({ filter });
  expect(readSyncFilter({})).toEqual({ filter: {} });
});

test('a filter without a value is none', () => {
  expect(readSyncFilter({ status: 'Issued', orgId: undefined })).toEqual({ filter: { status: 'Issued' } });
  expect(readSyncFilter({ ststus: undefined })).toEqual({
    problems: ['has a filter that SCM does not know. Did you mean status?'],
  });
});

test.each(['status=Issued', '[]', 7, null, ['status']])('%j is refused', (value) => {
  expect(readSyncFilter(value)).toEqual({
    problems: ['must be an object of filters and their values, such as {"orgId": 1688}'],
  });
});

test('every mistake is reported, with the nearest name', () => {
  expect(
    readSyncFilter({ statsu: 'Issued', issuedAfter2020: 'x', orgId: 'abc', vendor: '', keySize: 0 }),
  ).toEqual({
    problems: [
      'has a filter that SCM does not know. Did you mean status?',
      expect.stringContaining('there are commonName, subjectAlternativeName, status'),
      'has a value for orgId that is not a positive whole number',
      'has no value for vendor: give text or a number',
      'has a value for keySize that is not a positive whole number',
    ],
  });
});

test('no filter is offered that is there already', () => {
  expect(readSyncFilter({ statsu: 'Revoked', Status: 'Issued' })).toEqual({
    problems: [expect.stringContaining('does not know; there are commonName')],
  });
});

test('a status is one of those of SCM, in any letter case', () => {
  for (const status of ['SA Approved', 'saapproved', ' SAAPPROVED ']) {
    expect(readSyncFilter({ status })).toEqual({ filter: { status: 'SAApproved' } });
  }
  expect(readSyncFilter({ status: 'bogus' })).toEqual({
    problems: [
      'has a status that SCM does not know; there are Init, Requested, SAApproved, Approved, Applied, Issued, Expired, Replaced, Revoked, Declined, Rejected, Invalid, Unmanaged',
    ],
  });
  expect(readSyncFilter({ status: 'isued' })).toEqual({
    problems: [expect.stringMatching(/there are Init, .*Unmanaged\. Did you mean Issued\?$/)],
  });
});

test('a list in place of a value is reported as such', () => {
  expect(readSyncFilter({ status: ['ISSUED', 'revoked'] })).toEqual({
    problems: ['has a list for status, which takes one value: give text or a number'],
  });
});

test('a label is one of those of SCM, in any letter case, or its code', () => {
  expect(
    readSyncFilter({
      installStatus: 'not configured',
      renewalStatus: ' SUCCESSFUL ',
      requestedVia: 'acme',
      discoveryStatus: 'deployed',
    }),
  ).toEqual({
    filter: {
      installStatus: 'Not configured',
      renewalStatus: 'Successful',
      requestedVia: 'ACME',
      discoveryStatus: 'Deployed',
    },
  });
  expect(readSyncFilter({ installStatus: 'KEY_READY' })).toEqual({ filter: { installStatus: 'KEY_READY' } });
});

test.each([
  ['installStatus', 'Complete', 'Completed'],
  ['renewalStatus', 'sucessful', 'Successful'],
  ['requestedVia', 'Web-API', 'Web API'],
  ['discoveryStatus', 'Deploied', 'Deployed'],
])('a %s of %s is refused, with the nearest', (name, value, nearest) => {
  expect(readSyncFilter({ [name]: value })).toEqual({
    problems: [
      expect.stringMatching(
        new RegExp(
          `^has a value for ${name} that SCM does not know; there are .*\\. Did you mean ${nearest}\\?$`,
        ),
      ),
    ],
  });
});
