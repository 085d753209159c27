import type { CaHost } from '@certbridge/ca-host';
import { configure, type LogRecord, reset } from '@logtape/logtape';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AccessTarget, type AuditEntry, accessBy, createGateway } from '../src/index.ts';
import { everything } from './support/ejbca-server.ts';
import { api, createEjbcaWorld, type EjbcaWorld, enrollment } from './support/ejbca-world.ts';
import { createCsr } from './support/test-pki.ts';

const records: LogRecord[] = [];
let world: EjbcaWorld;
let csr: string;

beforeAll(async () => {
  world = await createEjbcaWorld();
  csr = await createCsr('CN=www.corp.example', ['www.corp.example']);
});
beforeEach(async () => {
  records.length = 0;
  await configure({
    reset: true,
    sinks: { kept: (record) => records.push(record) },
    loggers: [
      { category: 'certbridge', sinks: ['kept'], lowestLevel: 'error' },
      { category: ['logtape', 'meta'], sinks: [], lowestLevel: 'error' },
    ],
  });
});
afterEach(() => reset());

async function enroll(
  audit: (entry: AuditEntry) => unknown,
  change = {},
  host: CaHost = world.createHost(),
): Promise<Response> {
  const { app } = createGateway({ host, access: accessBy(() => everything), audit });
  const request = new Request(`https://gateway${api}/v1/certificate/pkcs10enroll`, {
    method: 'POST',
    body: JSON.stringify(enrollment(csr, change)),
    headers: { 'content-type': 'application/json' },
  });
  return app.fetch(request, { peer: { address: '127.0.0.1', authorized: false } });
}

const logged = () => records.map(({ message }) => message.join(''));

test.each([
  ['of a certificate', {}, 201],
  ['of a refusal', { certificate_authority_name: 'None' }, 400],
])('an audit %s that rejects is logged, and changes no response', async (_, change, status) => {
  const audit = async () => Promise.reject(new RangeError('the disk is\nfull'));
  const response = await enroll(audit, change);
  expect(response.status).toBe(status);
  expect(logged()).toEqual(['The audit of a request failed: RangeError: the disk is\\nfull']);
  expect(records[0]?.properties).toMatchObject({ requestId: response.headers.get('x-request-id') });
});

test('the audit names the rule that has granted an order', async () => {
  const entries: AuditEntry[] = [];
  const nameFor = (role: string, { ca, profile }: AccessTarget) => `${role} of ${profile} at ${ca}`;
  const { app } = createGateway({
    host: world.createHost(),
    access: accessBy(() => ({ ...everything, nameFor })),
    audit: (entry) => void entries.push(entry),
  });
  const request = new Request(`https://gateway${api}/v1/certificate/pkcs10enroll`, {
    method: 'POST',
    body: JSON.stringify(enrollment(csr)),
    headers: { 'content-type': 'application/json' },
  });
  await app.fetch(request, { peer: { address: '127.0.0.1', authorized: false } });
  expect(entries).toMatchObject([{ caller: 'enroll of DV SSL at Sectigo OV', result: 'issued' }]);
});

test('the outcome of an order that ends after its requester got a response is audited, too', async () => {
  const host = world.createHost();
  const [ca] = host.cas;
  if (ca === undefined) throw new Error('There is no CA.');
  const { order } = ca;
  const orderLate: typeof order = async (request, options) => {
    const outcome = await order.call(ca, request, options);
    setImmediate(() => options.onLate?.(outcome));
    return { state: 'unavailable', reason: 'SCM is slow.', maybeOrdered: true };
  };
  Object.assign(ca, { order: orderLate });
  const entries: AuditEntry[] = [];
  const response = await enroll((entry) => void entries.push(entry), {}, host);
  expect(response.status).toBe(503);
  await expect.poll(() => entries).toHaveLength(2);
  const requestId = response.headers.get('x-request-id');
  const known = { action: 'enroll', caller: 'everything', requestId };
  expect(entries[0]).toMatchObject({ ...known, result: 'unavailable', why: 'SCM is slow.' });
  expect(entries[1]).toMatchObject({ ...known, result: 'issued', order: expect.any(String) });
  expect(entries[1]).not.toHaveProperty('why');
});

test('an audit that throws ends the request, and is logged', async () => {
  const audit = () => {
    throw new RangeError('the disk is full');
  };
  expect((await enroll(audit)).status).toBe(500);
  expect(logged()).toEqual(['A request failed: RangeError: the disk is full']);
});
