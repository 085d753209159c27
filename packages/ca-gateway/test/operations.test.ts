import { AsyncLocalStorage } from 'node:async_hooks';
import type { CaHost, HostedCa, HostedCaState, StoredCertificateQuery } from '@certbridge/ca-host';
import { configure, getLogger, type LogRecord, reset } from '@logtape/logtape';
import * as v from 'valibot';
import { afterEach, expect, test } from 'vitest';
import { AccessSettingsSchema } from '../src/access/access-settings-schema.ts';
import { createAccess } from '../src/access/create-access.ts';
import { createGateway } from '../src/create-gateway.ts';

const peer = { address: '127.0.0.1', authorized: false };
afterEach(() => reset());

test('health tells that the process lives, and readiness once every CA has been scanned in full', async () => {
  const cas = { one: false, two: false };
  const { operations } = gateway(cas);
  const ask = async (path: string) => {
    const response = await operations.fetch(new Request(`http://gateway${path}`));
    return [response.status, await response.json()];
  };
  expect(await ask('/health/live')).toEqual([200, { status: 'live' }]);
  expect(await ask('/health/ready')).toEqual([
    503,
    { status: 'waiting for the first full scan', cas: ['one', 'two'] },
  ]);
  cas.one = true;
  expect((await ask('/health/ready'))[0]).toBe(503);
  cas.two = true;
  expect(await ask('/health/ready')).toEqual([200, { status: 'ready' }]);
});

test('a gateway that is to end is not ready', async () => {
  const draining = new AbortController();
  const { operations } = gateway({ one: true }, draining.signal);
  const ready = () => operations.fetch(new Request('http://gateway/health/ready'));
  expect((await ready()).status).toBe(200);
  draining.abort();
  expect((await ready()).status).toBe(503);
  expect((await operations.fetch(new Request('http://gateway/health/live'))).status).toBe(200);
});

test('metrics tell of requests, orders, scans, calls and certificates', async () => {
  const { app, operations } = gateway({ one: true });
  const get = (path: string) => app.fetch(new Request(`https://gateway${path}`), { peer });
  await get('/ejbca/ejbca-rest-api/v1/certificate/status');
  await get('/AnyGatewayREST/ejbca/ejbca-rest-api/v1/certificate/status');
  await get('/ejbca/ejbca-rest-api/v1/ca');
  await get('/.well-known/est/nobody-knows-this-label/csrattrs');
  for (const path of ['/a', '/b']) await get(path);
  const text = async () => (await operations.fetch(new Request('http://gateway/metrics'))).text();
  const first = await text();
  expect(first).toContain('operation="GET /ejbca/ejbca-rest-api/v1/certificate/status",status="200"} 2');
  expect(first).toContain('operation="GET /ejbca/ejbca-rest-api/v1/ca",status="403"} 1');
  expect(first).toContain('operation="GET /.well-known/est/:label/csrattrs",status="404"} 1');
  expect(first).toContain('operation="other",status="404"} 2');
  expect(first).not.toContain('nobody-knows-this-label');
  for (const line of [
    'certbridge_ca_orders_total{ca="one",state="issued"} 7',
    'certbridge_ca_requests_waiting{ca="one"} 2',
    'certbridge_ca_ready{ca="one"} 1',
    'certbridge_ca_login_refused{ca="one"} 1',
    'certbridge_ca_scm_calls_total{ca="one"} 40',
    'certbridge_ca_scm_call_errors_total{ca="one"} 3',
    'certbridge_certificates{ca="one",status="active"} 10',
    'certbridge_certificates{ca="one",status="revoked"} 5',
    'certbridge_certificates_expiring{ca="one",days="30"} 1',
  ]) {
    expect(first).toContain(line);
    expect(await text()).toContain(line);
  }
  expect(first).toMatch(/certbridge_ca_scan_age_seconds\{ca="one",kind="any"\} \d+/);
  expect(first).not.toContain('kind="full"');
});

test('each request has an id of its own, in its response and in every log record of it', async () => {
  const records: LogRecord[] = [];
  await configure({
    sinks: { kept: (record) => records.push(record) },
    loggers: [
      { category: 'certbridge', sinks: ['kept'], lowestLevel: 'debug' },
      { category: ['logtape', 'meta'], sinks: [], lowestLevel: 'error' },
    ],
    contextLocalStorage: new AsyncLocalStorage(),
  });
  const { app } = gateway({ one: true });
  const headers = { 'X-Request-Id': 'chosen by the caller' };
  const ids = await Promise.all(
    ['/ejbca/ejbca-rest-api/v1/ca', '/.well-known/est/cacerts'].map(async (path) => {
      const response = await app.fetch(new Request(`https://gateway${path}`, { headers }), { peer });
      return response.headers.get('x-request-id');
    }),
  );
  expect(new Set(ids).size).toBe(2);
  expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  const told = records.map(({ properties }) => properties.requestId);
  expect(new Set(told)).toEqual(new Set(ids));
  expect(records.some(({ category }) => category.at(-1) === 'host')).toBe(true);
});

function gateway(cas: Record<string, boolean>, draining?: AbortSignal) {
  const host = hostOf(cas);
  const rules = [{ name: 'a', certificate: { issuer: 'CN=x', subject: 'CN=y' }, roles: ['read' as const] }];
  const access = createAccess({
    settings: v.parse(AccessSettingsSchema, { rules }),
    clientAuthorities: () => [],
    certificates: host.certificates,
  });
  return createGateway({ host, access, draining });
}

const unused = () => Promise.reject(new Error('It is not used here.'));

function hostOf(cas: Record<string, boolean>): CaHost {
  const state: HostedCaState = {
    lastFullScan: null,
    lastScan: new Date(Date.now() - 60_000),
    orders: { issued: 7, waiting: 1, rejected: 0, invalid: 0, unavailable: 0 },
    waiting: 2,
    calls: { sent: 40, failed: 3 },
    isLoginRefused: true,
  };
  const count = ({ statuses = [], expires }: StoredCertificateQuery) => {
    if (statuses.includes('revoked')) return 5;
    return expires?.after === undefined ? 3 : expires.before === undefined ? 10 : 1;
  };
  return {
    cas: Object.keys(cas).map(
      (name) =>
        ({
          name,
          order: unused,
          revoke: unused,
          isReady: () => cas[name] === true,
          state: () => state,
          profiles: async () => [],
          chainOf: async () => {
            getLogger(['certbridge', 'host']).info('asked');
            return [];
          },
        }) as HostedCa,
    ),
    certificates: {
      count,
      issuersOf: () => ['CN=x'],
      productsOf: () => [],
      search: () => [],
      find: () => undefined,
    } as never,
  };
}
