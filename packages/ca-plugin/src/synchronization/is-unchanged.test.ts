import { expect, test } from 'vitest';
import { EndEntityStatus } from '../contract/end-entity-status.ts';
import { isUnchanged } from './is-unchanged.ts';

const readerWith = (status: EndEntityStatus | undefined, serialNumber?: string) => ({
  statusByRequestId: async (id: string) => (id === '7' ? status : undefined),
  requestIdBySerialNumber: async (serial: string) => (serial === serialNumber ? '7' : undefined),
});
const issued = { sslId: 7, serialNumber: '0A', status: 'Issued' };
const { Generated, ExternalValidation, Revoked, Failed } = EndEntityStatus;

test.each(['Issued', 'Expired', 'Replaced'])(
  '%s is unchanged where its serial number is known',
  async (status) => {
    expect(await isUnchanged({ ...issued, status }, readerWith(Generated, '0A'))).toBe(true);
  },
);

test('another serial number is a change', async () => {
  expect(await isUnchanged(issued, readerWith(Generated, '0B'))).toBe(false);
});

test('a certificate without a serial number may have changed', async () => {
  expect(await isUnchanged({ ...issued, serialNumber: undefined }, readerWith(Generated, '0A'))).toBe(false);
});

test.each([undefined, ExternalValidation, Revoked, Failed])(
  'another status (%s) is a change',
  async (status) => {
    expect(await isUnchanged(issued, readerWith(status, '0A'))).toBe(false);
  },
);

test.each([
  ['Requested', ExternalValidation],
  ['Applied', ExternalValidation],
  ['Declined', Failed],
  ['Revoked', Revoked],
] as const)('%s needs no serial number to be unchanged', async (status, known) => {
  expect(await isUnchanged({ ...issued, serialNumber: undefined, status }, readerWith(known))).toBe(true);
});

test.each([undefined, 'Hibernating'])('the state %s is never unchanged', async (status) => {
  expect(await isUnchanged({ ...issued, status }, readerWith(Generated, '0A'))).toBe(false);
});
