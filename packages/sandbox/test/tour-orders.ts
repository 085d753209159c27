import type { Sandbox } from '../src/index.ts';
import type { CheckedCall } from './checked-client.ts';
import { makeCsr } from './make-csr.ts';

const formats = [
  'x509',
  'x509CO',
  'x509IO',
  'x509IOR',
  'x509R',
  'pem',
  'pemco',
  'pemia',
  'base64',
  'bin',
  'X509',
];
const customFields = [{ name: 'Cost Center', value: 'CC-1' }];

/** Calls every operation on orders and certificates in every way that ends differently; the reason code has the flavour's type. */
export async function tourOrders(sandbox: Sandbox, call: CheckedCall, reasonCode: 3 | '3'): Promise<void> {
  const ssl = 'POST /api/ssl/v1';
  const unknown = { sslId: 999_999 };
  const { csr } = await makeCsr('CN=tour.corp.example');
  const order = {
    orgId: 201,
    certType: 1003,
    term: 199,
    csr,
    subjAltNames: 'tour.corp.example,more.corp.example',
    customFields,
    externalRequester: 'tour@vendor.example',
  };
  for (const change of refusedOrders) await call(`${ssl}/enroll`, { body: { ...order, ...change } });
  const place = async (change: object = {}): Promise<{ sslId: number; renewId: string }> =>
    (await call(`${ssl}/enroll`, { body: { ...order, ...change } })).json;
  const keygen = {
    ...order,
    commonName: 'keygen.corp.example',
    algorithm: 'EC',
    keyGenerationMethod: 'PK_AGENT',
    passPhrase: 'password',
  };
  await call(`${ssl}/enroll-keygen`, { body: keygen });
  await call(`${ssl}/enroll-keygen`, { body: { ...keygen, keyParam: 'P-521' } });

  const [first, second, third] = [await place(), await place({ certType: 1001 }), await place()];
  await collectAll(call, first.sslId);
  await sandbox.scmState.decide(second.sslId, 'issue').catch(() => undefined);
  await call('GET /api/ssl/v1/{sslId}', { path: { sslId: second.sslId } });
  const waiting = (): { sslId: number } => sandbox.scmState.addCertificate({ status: 'Requested' });
  await call(`${ssl}/approve/{sslId}`, { path: { sslId: waiting().sslId }, body: { message: 'fine' } });
  await call(`${ssl}/decline/{sslId}`, { path: { sslId: waiting().sslId }, body: { message: 'no' } });
  for (const path of [{ sslId: third.sslId }, unknown]) {
    await call(`${ssl}/approve/{sslId}`, { path, body: { message: 'fine' } });
    await call(`${ssl}/decline/{sslId}`, { path, body: { message: 'no' } });
    await call(`${ssl}/decline/{sslId}`, { path, body: {} });
  }
  const issued = { sslId: second.sslId };
  await collectAll(call, issued.sslId);
  for (const renewId of [second.renewId, 'nowhere'])
    await call(`${ssl}/renew/{renewId}`, { path: { renewId }, body: {} });
  for (const path of [issued, unknown]) {
    await call('GET /api/ssl/v1/{sslId}/dcv', { path });
    await call(`${ssl}/{sslId}/dcv/recheck`, { path });
    await call(`${ssl}/renewById/{sslId}`, { path, body: {} });
    await call(`${ssl}/renewById/{sslId}`, { path, body: '""' });
    await call(`${ssl}/renew/manual/{sslId}`, { path });
    await call(`${ssl}/replace/{sslId}`, { path, body: { csr, reason: 'tour' } });
    await call(`${ssl}/replace/{sslId}`, { path, body: {} });
  }
  await collectAll(call, issued.sslId);
  await tourRevocation(sandbox, call, reasonCode);
}

const refusedOrders: object[] = [
  { orgId: 9 },
  { orgId: 205 },
  { orgId: 206 },
  { certType: undefined },
  { certType: 9 },
  { term: 1 },
  { customFields: [] },
  { customFields: [...customFields, { name: 'Nowhere', value: 'x' }] },
  { subjAltNames: ['tour.corp.example'] },
  { subjAltNames: 'printer.local' },
  { subjAltNames: 'elsewhere.example' },
  { externalRequester: '' },
  { csr: 'abc' },
  { csr: 'AAAA' },
];

async function collectAll(call: CheckedCall, sslId: number): Promise<void> {
  await call('GET /api/ssl/v1/collect/{sslId}', { path: { sslId } });
  await call('GET /api/ssl/v1/collect/{sslId}', { path: { sslId: 999_999 } });
  for (const format of formats)
    await call('GET /api/ssl/v1/collect/{sslId}', { path: { sslId }, query: { format } });
}

async function tourRevocation(sandbox: Sandbox, call: CheckedCall, reasonCode: 3 | '3'): Promise<void> {
  const ssl = 'POST /api/ssl/v1';
  const [first, second, third] = sandbox.scmState.certificates().filter(({ status }) => status === 'Issued');
  const body = { reasonCode, reason: 'tour' };
  for (const sslId of [first?.sslId ?? 0, first?.sslId ?? 0, 999_999])
    await call(`${ssl}/revoke/{sslId}`, { path: { sslId }, body });
  await call(`${ssl}/revoke/{sslId}`, { path: { sslId: third?.sslId ?? 0 }, body: { reason: 'tour' } });
  await call('GET /api/ssl/v1/collect/{sslId}', { path: { sslId: first?.sslId ?? 0 } });
  for (const serialNumber of [second?.serialNumber ?? '', 'AB:CD'])
    await call(`${ssl}/revoke/serial/{serialNumber}`, { path: { serialNumber }, body });
  const expired = sandbox.scmState.certificates().find(({ status }) => status === 'Expired');
  await call(`${ssl}/revoke/manual`, { body: { certId: expired?.sslId, reasonCode } });
  await call(`${ssl}/revoke/manual`, { body: { certId: expired?.sslId, reasonCode } });
  await call(`${ssl}/revoke/manual`, { body: {} });
  const { sslId } = sandbox.scmState.addCertificate({ requestedVia: 'Imported', autoInstalled: true });
  for (const id of [sslId, sslId, second?.sslId ?? 0])
    await call('DELETE /api/ssl/v1/{sslId}', { path: { sslId: id } });
}

/** Calls every operation on organizations, persons and domains in every way that ends differently. */
export async function tourDirectory(call: CheckedCall): Promise<void> {
  await call('GET /api/organization/v1');
  for (const id of [201, 203, 205, 999]) await call('GET /api/organization/v1/{id}', { path: { id } });
  for (const query of [{}, { size: 2, position: 1 }, { name: 'a' }, { phone: 'x?' }, { organizationId: 0 }])
    await call('GET /api/person/v1', { query });
  for (const id of [401, 999]) await call('GET /api/person/v1/{id}', { path: { id } });
  for (const email of ['anna.berg@corp.example', 'nobody@corp.example'])
    await call('GET /api/person/v1/id/byEmail/{email}', { path: { email } });
  await tourDcv(call);
}

async function tourDcv(call: CheckedCall): Promise<void> {
  const dcv = '/api/dcv/v1/validation';
  for (const query of [{}, { dcvStatus: 'VALIDATED' }, { expiresIn: 30 }, { org: 'x' }, { size: 500 }])
    await call(`GET ${dcv}`, { query });
  for (const domain of ['new.example', 'nowhere.example', 'x']) {
    for (const method of ['http', 'https', 'cname', 'email', 'txt']) {
      const path = { method };
      await call(`POST ${dcv}/start/domain/{method}`, { path, body: { domain } });
      await call('POST /api/dcv/v2/validation/status', { body: { domain } });
      await call(`POST ${dcv}/submit/domain/{method}`, { path, body: { domain } });
      const email = `admin@${domain}`;
      await call(`POST ${dcv}/submit/domain/{method}`, { path, body: { domain, email } });
      await call('POST /api/dcv/v2/validation/status', { body: { domain } });
      await call('POST /api/dcv/v2/validation/status', { body: { domain } });
    }
    await call(`POST ${dcv}/clear`, { body: { domain } });
  }
}
