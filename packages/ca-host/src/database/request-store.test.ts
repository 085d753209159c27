import { EndEntityStatus } from '@certbridge/ca-plugin';
import { expect, test } from 'vitest';
import { makeCertificate } from '../../test/support/make-csr.ts';
import { recordOf as record } from '../../test/support/records.ts';
import { createReader } from './create-reader.ts';
import { openCaStore } from './open-ca-store.ts';

const now = new Date('2026-06-01T10:00:00Z');
const later = new Date('2026-06-02T10:00:00Z');

function openStore() {
  return openCaStore(':memory:');
}

function certificate(serial: string, notAfter = '2027-01-01T00:00:00Z'): string {
  return Buffer.from(makeCertificate({ name: `www-${serial}`, serial, notAfter })).toString('base64');
}

test('a record that comes again changes nothing', async () => {
  const { requests } = await openStore();
  const issued = record('1', { status: EndEntityStatus.Generated, certificate: certificate('0a') });
  expect(await requests.keep([issued, record('2')], { at: now })).toEqual(['added', 'added']);
  const before = requests.find('1');
  expect(await requests.keep([issued, record('2')], { at: later })).toEqual(['unchanged', 'unchanged']);
  expect(requests.find('1')).toEqual(before);
  expect(requests.statusesOf('1')).toHaveLength(1);
});

test('every status is kept with its time', async () => {
  const { requests } = await openStore();
  await requests.keep([record('1')], { at: now });
  const declined = record('1', { status: EndEntityStatus.Failed, statusMessage: 'Declined.' });
  expect(await requests.keep([declined], { at: later })).toEqual(['changed']);
  expect(requests.statusesOf('1')).toEqual([
    { status: EndEntityStatus.ExternalValidation, statusMessage: null, at: now.toISOString() },
    { status: EndEntityStatus.Failed, statusMessage: 'Declined.', at: later.toISOString() },
  ]);
  expect(requests.find('1')).toMatchObject({
    firstSeenAt: now.toISOString(),
    changedAt: later.toISOString(),
  });
});

test('a revoked record without certificate keeps the certificate, product and CSR that the host has', async () => {
  const { requests } = await openStore();
  const issued = { status: EndEntityStatus.Generated, certificate: certificate('0a'), csr: 'the CSR' };
  await requests.keep([record('1', issued)], { at: now });
  const revoked = record('1', {
    status: EndEntityStatus.Revoked,
    productId: null,
    revocationDate: new Date('2026-06-01T00:00:00Z'),
    revocationReason: 4,
  });
  await requests.keep([revoked], { at: later });
  expect(requests.find('1')).toMatchObject({
    status: EndEntityStatus.Revoked,
    productId: '1001',
    csr: 'the CSR',
    revocationDate: '2026-06-01T00:00:00.000Z',
    revocationReason: 4,
    certificate: { serialNumber: 'A' },
  });
  expect(Buffer.from(requests.certificateOf('1') ?? []).toString('base64')).toBe(issued.certificate);
});

test('a reissued certificate takes the place of the old one, which is still found', async () => {
  const { requests } = await openStore();
  const status = EndEntityStatus.Generated;
  await requests.keep([record('1', { status, certificate: certificate('0a') })], { at: now });
  await requests.keep([record('1', { status, certificate: certificate('0b') })], { at: later });
  expect(requests.find('0B')?.certificate?.serialNumber).toBe('B');
  expect(requests.find('0A')?.id).toBe('1');
  expect(requests.idOfSerialNumber('00:0b')).toBe('1');
  expect(requests.idOfSerialNumber('00:0a')).toBeUndefined();
});

test('one certificate that cannot be read keeps all of them out, so that the caller can tell which', async () => {
  const { requests } = await openStore();
  await expect(
    requests.keep([record('1'), record('2', { certificate: 'AAAA' })], { at: now }),
  ).rejects.toThrow();
  expect(requests.find('1')).toBeUndefined();
});

test('a request is found by its id before any serial number', async () => {
  const { requests } = await openStore();
  const status = EndEntityStatus.Generated;
  await requests.keep([record('12', { status, certificate: certificate('77') }), record('77')], { at: now });
  for (const id of ['77', ' 77', '\u200e77', '77\ufeff']) expect(requests.find(id)?.id).toBe('77');
  expect(requests.find('0077')?.id).toBe('12');
  expect(requests.find('nothing')).toBeUndefined();
});

test("a request is found by the first part of an older gateway's id, before any serial number", async () => {
  const { requests } = await openStore();
  await requests.keep([record('1234')], { at: now });
  for (const id of ['1234-5678', '\u200e1234-5678', '1234-5678\u200e '])
    expect(requests.find(id)?.id).toBe('1234');
  await requests.keep([record('7', { certificate: certificate('12345678') })], { at: now });
  expect(requests.find('1234-5678')?.id).toBe('1234');
  expect(requests.find('12:34:56:78')?.id).toBe('7');
  expect(requests.find('1234-')).toBeUndefined();
});

test('a certificate of another serial number than the record does not stay', async () => {
  const { requests } = await openStore();
  const issued = { status: EndEntityStatus.Generated, certificate: certificate('0a'), serialNumber: 'A' };
  await requests.keep([record('1', issued)], { at: now });
  const revoked = { status: EndEntityStatus.Revoked };
  for (const serialNumber of ['A', '00:0a', 'serial=0A']) {
    await requests.keep([record('1', { ...revoked, serialNumber })], { at: later });
    expect(requests.find('1')?.certificate?.serialNumber).toBe('A');
  }
  expect(await requests.keep([record('1', { ...revoked, serialNumber: 'B' })], { at: later })).toEqual([
    'changed',
  ]);
  expect(requests.find('1')?.certificate).toBeNull();
});

test('a certificate that was kept for a wrong request moves to the right one', async () => {
  const { requests } = await openStore();
  const [a, b] = [certificate('0a'), certificate('0b')];
  await requests.keep([record('1', { certificate: b })], { at: now });
  expect(requests.idOfSerialNumber('0b')).toBe('1');
  await requests.keep([record('1', { certificate: a })], { at: later });
  // It had the certificate, so that people find it by it; the plugin asks who has it.
  expect(requests.find('0b')?.id).toBe('1');
  expect(requests.idOfSerialNumber('0b')).toBeUndefined();
  await requests.keep([record('2', { certificate: b })], { at: later });
  expect(requests.find('0b')?.id).toBe('2');
  expect(requests.idOfSerialNumber('0b')).toBe('2');
});

test('requests that have a certificate of another one are listed', async () => {
  const { requests } = await openStore();
  const a = certificate('0a');
  await requests.keep([record('1', { certificate: a }), record('2')], { at: now });
  expect(await Array.fromAsync(requests.misplaced())).toEqual([]);
  await requests.keep([record('2', { certificate: a })], { at: now });
  expect(await Array.fromAsync(requests.misplaced())).toEqual(['1']);
  const many = Array.from({ length: 450 }, (_, index) => record(`3${index}`, { certificate: a }));
  await requests.keep(many, { at: now });
  const others = many.slice(0, -1).map(({ caRequestId }) => caRequestId);
  expect(await Array.fromAsync(requests.misplaced())).toEqual(['1', '2', ...others].sort());
});

test('requests are listed by status in the order of their ids', async () => {
  const { requests } = await openStore();
  await requests.keep([record('10'), record('9'), record('8', { status: EndEntityStatus.Failed })], {
    at: now,
  });
  expect([...requests.list({})].map(({ id }) => id)).toEqual(['8', '9', '10']);
  const statuses = [EndEntityStatus.ExternalValidation];
  expect([...requests.list({ statuses })].map(({ id }) => id)).toEqual(['9', '10']);
  expect([...requests.list({ statuses: [] })]).toEqual([]);
});

test('what expires is listed from after the first to the second time, the next one first', async () => {
  const { requests } = await openStore();
  const status = EndEntityStatus.Generated;
  const expiring = (id: string, notAfter: string) =>
    record(id, { status, certificate: certificate(`0${id}`, notAfter) });
  await requests.keep(
    [
      expiring('1', '2026-07-01T10:00:00Z'),
      expiring('2', '2026-07-01T10:00:01Z'),
      expiring('3', '2026-06-01T10:00:00Z'),
      expiring('4', '2026-06-01T10:00:01Z'),
      record('5'),
    ],
    { at: now },
  );
  const until = new Date('2026-07-01T10:00:00Z');
  expect([...requests.list({ expiring: { after: now, until } })].map(({ id }) => id)).toEqual(['4', '1']);
});

test('the plugin is shown what the database knows', async () => {
  const store = await openStore();
  const reader = createReader(store);
  const issued = record('12', { status: EndEntityStatus.Generated, certificate: certificate('77') });
  await store.requests.keep([issued, record('13')], { at: now });
  expect(await reader.statusByRequestId('12')).toBe(EndEntityStatus.Generated);
  // A serial number is not an id.
  expect(await reader.statusByRequestId('77')).toBeUndefined();
  expect(await reader.existsByRequestId('13')).toBe(true);
  expect(await reader.existsByRequestId('14')).toBe(false);
  expect(await reader.requestIdBySerialNumber('00:77')).toBe('12');
  expect(await reader.requestIdBySerialNumber('78')).toBeUndefined();
  expect(await reader.expiryByRequestId('12')).toEqual(new Date('2027-01-01T00:00:00Z'));
  expect(await reader.expiryByRequestId('13')).toBeUndefined();
});
