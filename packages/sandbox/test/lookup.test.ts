import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/index.ts';
import { type CheckedCall, createCommandCall, createScmCall } from './checked-client.ts';

let sandbox: Sandbox;
let scm: CheckedCall;
let command: CheckedCall;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 60 });
  scm = createScmCall(sandbox);
  command = createCommandCall(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.reset());

const everything = { IncludeRevoked: true, IncludeExpired: true };
const find = async (QueryString: string): Promise<Record<string, unknown>[]> =>
  (await command('GET /Certificates', { query: { QueryString, ...everything } })).json;
const ids = async (query: string) => (await find(query)).map(({ Id }) => Id);

/** A certificate of each system that the other one has too. */
async function pair(): Promise<{ sslId: number; id: number; serial: string }> {
  const held = sandbox.scmState.certificates().find(({ status, serialNumber }) => {
    return status === 'Issued' && sandbox.commandState.findBySerial(serialNumber ?? '').length === 1;
  });
  const serial = held?.serialNumber ?? '';
  return { sslId: held?.sslId ?? 0, id: sandbox.commandState.findBySerial(serial)[0]?.id ?? 0, serial };
}

it('finds certificates of Command by serial number in any notation, and by thumbprint', async () => {
  const { id, serial } = await pair();
  const [found] = await find(`CertId -eq ${id}`);
  expect(await ids(`SerialNumber -eq "${found?.SerialNumber}"`)).toEqual([id]);
  expect(await ids(`Thumbprint -eq "${found?.Thumbprint}"`)).toEqual([id]);
  expect(await ids(`Thumbprint -eq "${String(found?.Thumbprint).toLowerCase()}"`)).toEqual([id]);
  expect(await ids(`SerialNumber -eq "not a serial"`)).toEqual([]);
  expect(await ids(`Thumbprint -eq "${serial}"`)).toEqual([]);
});

it('asks the rest of the query of what it found by serial number', async () => {
  const { id } = await pair();
  const [found] = await find(`CertId -eq ${id}`);
  const bySerial = `SerialNumber -eq "${found?.SerialNumber}"`;
  expect(await ids(`${bySerial} AND CertState -eq 1`)).toEqual([id]);
  expect(await ids(`CertState -eq 2 AND ${bySerial}`)).toEqual([]);
  expect(await ids(`(${bySerial}) OR (CertId -eq ${id + 1})`)).toEqual([id, id + 1]);
});

it('finds several certificates by serial numbers joined by OR, in order of id', async () => {
  const [first, second] = await find('CertId -le 2');
  const query = `SerialNumber -eq "${second?.SerialNumber}" OR Thumbprint -eq "${first?.Thumbprint}"`;
  expect(await ids(query)).toEqual([1, 2]);
});

it('finds a certificate by its new thumbprint as soon as it is issued for real', async () => {
  const { sslId, id } = await pair();
  const [before] = await find(`CertId -eq ${id}`);
  await scm('GET /api/ssl/v1/collect/{sslId}', { path: { sslId }, query: { format: 'x509CO' } });
  const [after] = await find(`CertId -eq ${id}`);
  expect(after?.Thumbprint).not.toBe(before?.Thumbprint);
  expect(await ids(`Thumbprint -eq "${before?.Thumbprint}"`)).toEqual([]);
  expect(await ids(`Thumbprint -eq "${after?.Thumbprint}"`)).toEqual([id]);
});

it('no longer finds what was removed, and finds what was changed', async () => {
  const { id, serial } = await pair();
  expect(await ids(`SerialNumber -eq "${serial}"`)).toEqual([id]);
  sandbox.commandState.updateCertificate(id, { serialNumber: 'ABCDEF' });
  expect(await ids(`SerialNumber -eq "${serial}"`)).toEqual([]);
  expect(await ids('SerialNumber -eq "ABCDEF"')).toEqual([id]);
  sandbox.commandState.removeCertificate(id);
  expect(await ids('SerialNumber -eq "ABCDEF"')).toEqual([]);
});

it('reports the certificates of each window of days once', async () => {
  const report = async (from: string | undefined, to: string | undefined): Promise<number[]> => {
    const body = { certificateDateAttribute: 3, ...(from && { from }), ...(to && { to }) };
    const { json } = await scm('POST /api/report/v1/ssl-certificates', { body });
    return json.reports.map(({ id }: { id: number }) => id);
  };
  const [early, split, next] = ['2000-01-01', '2026-06-01', '2026-06-02'];
  const whole = await report(early, undefined);
  expect(await report(early, '2100-01-01')).toEqual(whole);
  const parts = [...(await report(early, split)), ...(await report(next, undefined))];
  expect(parts.sort((a, b) => a - b)).toEqual(whole);
});

it('reports a certificate by the date of its revocation as soon as it is revoked', async () => {
  const { sslId } = await pair();
  const revoked = async (): Promise<number[]> => {
    const body = { certificateDateAttribute: 2, from: '2000-01-01' };
    const { json } = await scm('POST /api/report/v1/ssl-certificates', { body });
    return json.reports.map(({ id }: { id: number }) => id);
  };
  expect(await revoked()).not.toContain(sslId);
  await scm('POST /api/ssl/v1/revoke/{sslId}', { path: { sslId }, body: { reasonCode: 1, reason: 'test' } });
  expect(await revoked()).toContain(sslId);
});

it('hands out certificates whose common names have characters that no header may have', async () => {
  const { sslId } = await pair();
  sandbox.scmState.updateCertificate(sslId, { commonName: 'žluťoučký\u2028"\n.example' });
  const { text, headers } = await scm('GET /api/ssl/v1/collect/{sslId}', {
    path: { sslId },
    query: { format: 'x509CO' },
  });
  expect(text).toContain('BEGIN CERTIFICATE');
  expect(headers.get('content-disposition')).toBe('attachment; filename="_lu_ou_k____.example.cert"');
});
