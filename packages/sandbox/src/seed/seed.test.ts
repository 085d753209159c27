import { describe, expect, it } from 'vitest';
import { generateSeed } from './seed.ts';

const now = new Date('2026-03-15T10:00:00Z');
const generate = (certificates: number, seed = 1) => generateSeed({ seed, certificates, now });

describe('generateSeed', () => {
  it('generates the same from the same seed and clock', () => {
    const content = (seed: number) => {
      const { scm, command } = generate(50, seed);
      return JSON.stringify([scm.certificates.all(), command.certificates.all()]);
    };
    expect(content(5)).toBe(content(5));
    expect(content(5)).not.toBe(content(6));
  });

  it('holds every synced certificate on both sides, issued and active', () => {
    const { scm, command, kinds } = generate(40);
    const issued = new Set(
      scm.certificates
        .all()
        .filter(({ status, profileId }) => status === 'Issued' && profileId !== 1044)
        .map(({ serial }) => serial),
    );
    const active = command.certificates
      .all()
      .filter(({ state, notAfter }) => state === 1 && notAfter > now.getTime());
    expect(active.filter(({ serial }) => issued.has(serial))).toHaveLength(40);
    expect(issued.size).toBe(40 + kinds.scmOnly);
  });

  it('adds no noise below 20 certificates and every kind from 20 on', () => {
    expect(generate(19).kinds).toEqual({
      synced: 19,
      expired: 0,
      revoked: 0,
      replaced: 0,
      pending: 0,
      scmOnly: 0,
      otherProfile: 0,
      unknownToScm: 0,
      otherIssuer: 0,
    });
    const { kinds, scm } = generate(20);
    expect(Object.values(kinds).every((count) => count >= 1)).toBe(true);
    const statuses = new Set(scm.certificates.all().map(({ status }) => status));
    expect([...statuses].sort()).toEqual(
      [
        'Applied',
        'Approved',
        'Declined',
        'Expired',
        'Invalid',
        'Issued',
        'Rejected',
        'Replaced',
        'Requested',
        'Revoked',
        'SAApproved',
      ].sort(),
    );
  });

  it('has no serial number for certificates before issuance and a distinct one for all others', () => {
    const certificates = generate(200).scm.certificates.all();
    const before = new Set([
      'Requested',
      'Approved',
      'Applied',
      'Declined',
      'Rejected',
      'Invalid',
      'SAApproved',
    ]);
    expect(certificates.every(({ status, serial }) => (serial === null) === before.has(status))).toBe(true);
    const serials = certificates.flatMap(({ serial }) => serial ?? []);
    expect(new Set(serials).size).toBe(serials.length);
    expect(serials.every((serial) => /^[0-9A-F]{32}$/.test(serial))).toBe(true);
  });

  it('has serial numbers with a zero digit, a zero byte and the top bit in front', () => {
    const serials = generate(200)
      .scm.certificates.all()
      .flatMap(({ serial }) => serial ?? []);
    expect(serials.some((serial) => /^0[1-9A-F]/.test(serial))).toBe(true);
    expect(serials.some((serial) => serial.startsWith('00'))).toBe(true);
    expect(serials.some((serial) => serial >= '8')).toBe(true);
  });

  it('has custom values for most certificates, none for some, and no value of the S/MIME field', () => {
    const certificates = generate(500).scm.certificates.all();
    const without = certificates.filter(({ values }) => values.length === 0).length;
    expect(without).toBeGreaterThan(10);
    expect(without).toBeLessThan(certificates.length / 4);
    expect(certificates.some(({ values }) => values.some(({ fieldId }) => fieldId === 309))).toBe(false);
    expect(certificates.some(({ values }) => values.some(({ fieldId }) => fieldId === 308))).toBe(true);
    expect(certificates.some(({ comments }) => comments !== '')).toBe(true);
  });
});
