import { expect, test } from 'vitest';
import { EndEntityStatus } from '../contract/end-entity-status.ts';
import { isUnchanged } from './is-unchanged.ts';

const readerWith = (status: EndEntityStatus | undefined, expires?: Date) => ({
  statusByRequestId: async (id: string) => (id === '7' ? status : undefined),
  expiryByRequestId: async (id: string) => (id === '7' ? expires : undefined),
});
const issued = { serialNumber: '0A', status: 'Issued' };
const has = { requestId: '7', hasCertificate: true };
const hasNot = { requestId: '7', hasCertificate: false };
const expires = new Date('2027-01-01');
const { Generated, ExternalValidation, Revoked, Failed } = EndEntityStatus;

test.each(['Issued', 'Expired', 'Replaced'])('%s is unchanged where the host has it', async (status) => {
  expect(await isUnchanged({ ...issued, status }, has, readerWith(Generated))).toBe(true);
});

test('another serial number is a change', async () => {
  expect(await isUnchanged(issued, hasNot, readerWith(Generated, expires))).toBe(false);
});

test.each([undefined, ExternalValidation, Revoked, Failed])(
  'another status (%s) is a change',
  async (status) => {
    expect(await isUnchanged(issued, has, readerWith(status))).toBe(false);
  },
);

test.each([
  ['Requested', ExternalValidation],
  ['Applied', ExternalValidation],
  ['Declined', Failed],
  ['Revoked', Revoked],
] as const)('%s needs no serial number to be unchanged', async (status, known) => {
  const listed = { serialNumber: undefined, status };
  expect(await isUnchanged(listed, hasNot, readerWith(known, expires))).toBe(true);
});

test('a revoked one may have come without its certificate, but not with another', async () => {
  const listed = { ...issued, status: 'Revoked' };
  expect(await isUnchanged(listed, hasNot, readerWith(Revoked))).toBe(true);
  expect(await isUnchanged(listed, hasNot, readerWith(Revoked, expires))).toBe(false);
});

test.each([undefined, 'Hibernating'])('the state %s is never unchanged', async (status) => {
  expect(await isUnchanged({ ...issued, status }, has, readerWith(Generated))).toBe(false);
});
