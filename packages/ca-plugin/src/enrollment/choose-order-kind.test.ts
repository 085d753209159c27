import { describe, expect, test } from 'vitest';
import type { EnrollmentType } from '../contract/enrollment.ts';
import { chooseOrderKind } from './choose-order-kind.ts';
import type { PriorCertificate } from './prior-certificate.ts';

const expires = new Date('2026-06-01T00:00:00Z');
const dayMs = 24 * 60 * 60 * 1000;

function kindOf(
  type: EnrollmentType,
  { daysLeft = 10, prior = {} }: { daysLeft?: number; prior?: Partial<PriorCertificate> | null } = {},
) {
  const details = { sslId: 1, id: 1, status: 'Issued', serialNumber: '0A:B3' };
  const known = { sslId: 1, serialNumber: 'AB3', details, expires, ...prior };
  return chooseOrderKind({
    type,
    prior: prior === null ? undefined : known,
    renewalWindow: 30,
    now: new Date(expires.getTime() - daysLeft * dayMs),
  });
}

const withStatus = (status: string) => ({
  details: { sslId: 1, id: 1, status, serialNumber: '0A:B3' },
});

describe('by the days that are left', () => {
  test.each<[EnrollmentType, number, string]>([
    ['Renew', 30, 'renew'],
    ['Renew', 30.01, 'new'],
    ['Renew', 0, 'renew'],
    ['Renew', -30, 'renew'],
    ['Renew', -30.01, 'new'],
    ['RenewOrReissue', 30, 'renew'],
    ['RenewOrReissue', 30.01, 'replace'],
    ['RenewOrReissue', -30, 'renew'],
    ['RenewOrReissue', -30.01, 'new'],
    ['Reissue', 300, 'replace'],
    ['Reissue', 0, 'replace'],
    ['Reissue', -0.01, 'new'],
    ['New', 10, 'new'],
  ])('%s with %d is %s', (type, daysLeft, kind) => {
    expect(kindOf(type, { daysLeft }).kind).toBe(kind);
  });

  test.each<[EnrollmentType, string]>([
    ['Renew', 'new'],
    ['RenewOrReissue', 'replace'],
    ['Reissue', 'replace'],
  ])('%s without a known end is %s', (type, kind) => {
    expect(kindOf(type, { prior: { expires: undefined } }).kind).toBe(kind);
  });
});

test.each(['Revoked', 'Replaced', 'Declined', 'Requested', 'Applied', 'Something new'])(
  'a certificate in the state %s is ordered anew',
  (status) => {
    for (const type of ['Renew', 'Reissue', 'RenewOrReissue'] as const) {
      expect(kindOf(type, { prior: withStatus(status) })).toEqual({
        kind: 'new',
        because: `the earlier certificate has the state ${status} in SCM`,
      });
    }
  },
);

test('an expired certificate is renewed, not reissued', () => {
  const prior = { ...withStatus('Expired'), expires: undefined };
  expect(kindOf('RenewOrReissue', { prior }).kind).toBe('renew');
  expect(kindOf('Reissue', { prior }).kind).toBe('new');
});

test('one that is not known, or whose record holds another by now, is ordered anew with the reason', () => {
  expect(kindOf('Renew', { prior: null })).toMatchObject({
    because: expect.stringContaining('is not known'),
  });
  expect(kindOf('Reissue', { prior: { serialNumber: 'FF' } })).toMatchObject({
    because: expect.stringContaining('was reissued since'),
  });
  expect(kindOf('New', { prior: null })).toEqual({ kind: 'new', because: null });
});
