import { expect, test } from 'vitest';
import { toRecord } from './to-record.ts';

test.each([
  ['Init', 90],
  ['Requested', 90],
  ['SAApproved', 90],
  ['Approved', 90],
  ['Applied', 90],
  ['Issued', 40],
  ['Expired', 40],
  ['Replaced', 40],
  ['Revoked', 50],
  ['Declined', 11],
  ['Rejected', 11],
  ['Invalid', 11],
  ['Unmanaged', 60],
])('%s is %i', (status, expected) => {
  expect(toRecord({ sslId: 7, status }, null)).toMatchObject({ caRequestId: '7', status: expected });
});

test.each(['Hibernating', '', 'issued', 'constructor', '__proto__'])(
  'the unknown state "%s" makes a bad record that names it',
  (status) => {
    expect(toRecord({ sslId: 7, status }, null)).toEqual({
      caRequestId: '7',
      problem: expect.stringContaining(`"${status}"`),
    });
  },
);

test('the id of the request is the sslId, and the product the profile', () => {
  const facts = { sslId: 7, status: 'Issued', serialNumber: '00:0a:FF', certType: { id: 1001 } };
  expect(toRecord(facts, 'MII')).toEqual({
    caRequestId: '7',
    certificate: 'MII',
    serialNumber: 'AFF',
    status: 40,
    productId: '1001',
    csr: null,
    revocationDate: null,
    revocationReason: null,
    statusMessage: null,
  });
});

test('a revocation has the date and reason of the API', () => {
  expect(toRecord({ sslId: 7, status: 'Revoked', revoked: '2026-03-14', reasonCode: 4 }, null)).toMatchObject(
    {
      revocationDate: new Date('2026-03-14T00:00:00Z'),
      revocationReason: 4,
    },
  );
});

test('reason 0 of a revocation is a reason', () => {
  expect(toRecord({ sslId: 7, status: 'Revoked', reasonCode: 0 }, null)).toMatchObject({
    revocationReason: 0,
  });
});

test.each([undefined, 'yesterday', '2026-13-01', '03/14/2026'])(
  'a revocation dated %j has no date and no reason',
  (revoked) => {
    expect(toRecord({ sslId: 7, status: 'Revoked', revoked }, null)).toMatchObject({
      revocationDate: null,
      revocationReason: null,
    });
  },
);

test('only a revoked certificate has a revocation, whatever else is reported', () => {
  expect(toRecord({ sslId: 7, status: 'Issued', revoked: '2026-03-14', reasonCode: 0 }, null)).toMatchObject({
    revocationDate: null,
    revocationReason: null,
  });
});

test('a request that was declined says so', () => {
  expect(toRecord({ sslId: 7, status: 'Declined' }, null)).toMatchObject({
    statusMessage: 'Declined by an administrator of SCM.',
  });
});
