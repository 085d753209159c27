import { X509Certificate } from 'node:crypto';
import { readPkcs7 } from '@certbridge/certificate';
import { configure, type LogRecord, reset } from '@logtape/logtape';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  attribute,
  commonName,
  dnsName,
  encodeRequest,
  extensionRequests,
  namesExtension,
} from '../../../certificate/test/support/encode-request.ts';
import type { AuditEntry } from '../../src/audit-entry.ts';
import { type EjbcaServer, serveEjbca, type WireResponse } from '../support/ejbca-server.ts';
import { api, createEjbcaWorld, type EjbcaWorld, enrollment } from '../support/ejbca-world.ts';
import type { MemoryHost } from '../support/memory-host.ts';
import { nestedSequences } from '../support/nested-sequences.ts';
import { createCsr } from '../support/test-pki.ts';

let world: EjbcaWorld;
let csr: string;
let host: MemoryHost;
let server: EjbcaServer;
let draining: AbortController;
const audited: AuditEntry[] = [];

beforeAll(async () => {
  world = await createEjbcaWorld();
  csr = await createCsr('CN=www.corp.example,O=Corp', ['www.corp.example', 'corp.example']);
});
beforeEach(async () => {
  host = world.createHost();
  draining = new AbortController();
  audited.length = 0;
  server = await serveEjbca({
    host,
    draining: draining.signal,
    audit: (entry) => audited.push(entry),
    settings: { waitMs: 1234, retryAfterSeconds: 7 },
  });
});
afterEach(() => server.close());

const enroll = (change: Readonly<Record<string, unknown>> = {}): Promise<WireResponse> =>
  server.send({
    method: 'POST',
    path: `${api}/v1/certificate/pkcs10enroll`,
    body: enrollment(csr, change),
  });

const errorOf = ({ body }: WireResponse) => (body as { error_message: string }).error_message;

describe('an issued certificate', () => {
  test('is 201 with base64 of DER once, capital DER, and a serial number without leading zeros', async () => {
    const response = await enroll();
    expect(response.status).toBe(201);
    const body = response.body as { certificate: string; serial_number: string; response_format: string };
    const certificate = new X509Certificate(Buffer.from(body.certificate, 'base64'));
    expect(certificate.subject).toBe('O=Corp\nCN=www.corp.example');
    expect(certificate.subjectAltName).toBe('DNS:www.corp.example, DNS:corp.example');
    expect(body.serial_number).toBe(certificate.serialNumber.replace(/^0+/, ''));
    expect(body.response_format).toBe('DER');
  });

  test("has the names that are in Microsoft's attribute of the request", async () => {
    const names = ['www.corp.example', 'admin.corp.example'];
    const extension = namesExtension(...names.map(dnsName));
    const attributes = [attribute(extensionRequests.microsoft, extension)];
    const request = encodeRequest(commonName('www.corp.example'), { attributes }).toString('base64');
    const { status, body } = await enroll({ certificate_request: request });
    expect(status).toBe(201);
    const { certificate } = body as { certificate: string };
    const { subjectAltName } = new X509Certificate(Buffer.from(certificate, 'base64'));
    expect(subjectAltName).toBe('DNS:www.corp.example, DNS:admin.corp.example');
    expect(audited).toMatchObject([{ names, result: 'issued' }]);
  });

  test('comes with its chain when asked: issuing CA first, root last and included', async () => {
    const { body } = await enroll({ include_chain: true });
    const { certificate, certificate_chain } = body as { certificate: string; certificate_chain: string[] };
    const [leaf, issuing, root] = [certificate, ...certificate_chain].map(
      (text) => new X509Certificate(Buffer.from(text, 'base64')),
    );
    expect(certificate_chain).toHaveLength(2);
    expect(leaf?.verify(issuing?.publicKey as never) && issuing?.verify(root?.publicKey as never)).toBe(true);
    expect(root?.subject).toBe(root?.issuer);
  });

  test.each([false, 'false', 'FALSE', undefined, null])(
    'has no key certificate_chain when it is not asked for (%s)',
    async (include_chain) => {
      const { status, body } = await enroll({ include_chain });
      expect(status).toBe(201);
      expect(body).not.toHaveProperty('certificate_chain');
    },
  );

  test.each([true, 'true'])('has its chain when it is asked for as %j', async (include_chain) => {
    expect((await enroll({ include_chain })).body).toHaveProperty('certificate_chain');
  });

  test('is PKCS7 only when asked for, in any case', async () => {
    const { body } = await enroll({ response_format: 'pkcs7' });
    const { certificate, response_format } = body as { certificate: string; response_format: string };
    expect(response_format).toBe('PKCS7');
    expect(readPkcs7(Buffer.from(certificate, 'base64'))).toHaveLength(3);
  });

  test('is the same for the same request again', async () => {
    const first = await enroll();
    expect((await enroll({ password: 'another one' })).body).toEqual(first.body);
  });

  test("whose chain can't be had is told to come again, with the number of its order", async () => {
    host.decide({ chain: async () => [] });
    const response = await enroll();
    expect(response).toMatchObject({ status: 503, headers: { 'retry-after': '7' } });
    expect(errorOf(response)).toMatch(/^Order 1000 is issued/);
    expect((await enroll({ include_chain: false })).status).toBe(201);
  });

  test('is reported to the audit: who, what, result', async () => {
    const { body } = await enroll();
    expect(audited).toEqual([
      {
        action: 'enroll',
        caller: 'everything',
        requestId: expect.any(String),
        ca: 'Sectigo OV',
        profile: 'DV SSL',
        userName: 'www.corp.example',
        subject: 'CN=www.corp.example,O=Corp',
        names: ['www.corp.example', 'corp.example'],
        result: 'issued',
        order: '1000',
        serialNumber: (body as { serial_number: string }).serial_number,
      },
    ]);
  });
});

describe('the audit', () => {
  const asked = { action: 'enroll', caller: 'everything', ca: 'Sectigo OV', userName: 'www.corp.example' };

  test.each([
    { state: 'invalid', problem: 'order', reason: 'The term is too long.' },
    { state: 'rejected', requestId: '7', reason: 'It was declined.' },
    { state: 'waiting', requestId: '7', reason: 'It waits for approval.' },
    { state: 'unavailable', maybeOrdered: true, reason: 'SCM does not respond.' },
  ] as const)('is told why an order is $state, and for whom it was', async (outcome) => {
    host.decide({ order: async () => outcome });
    await enroll();
    const { state: result, reason: why } = outcome;
    expect(audited).toMatchObject([{ ...asked, result, why, subject: 'CN=www.corp.example,O=Corp' }]);
  });

  test('is told what SCM said, where the requester is not', async () => {
    const detail = 'SCM: -1234.';
    host.decide({ order: async () => ({ state: 'rejected', requestId: '7', reason: 'Declined.', detail }) });
    expect((await enroll()).text).not.toContain(detail);
    expect(audited).toMatchObject([{ why: detail }]);
  });

  test('is told of a CSR that is no PKCS#10, and of what the gateway does not have', async () => {
    await enroll({ certificate_request: 'AAAA' });
    await enroll({ certificate_request: nestedSequences(6000).toString('base64') });
    await enroll({ certificate_request: '' });
    await enroll({ certificate_authority_name: 'None' });
    await enroll({ end_entity_profile_name: 'None' });
    await server.send({ method: 'POST', path: `${api}/v1/certificate/pkcs10enroll`, body: '{' });
    expect(audited.map(({ ca, result }) => [ca, result])).toEqual([
      ['Sectigo OV', expect.stringMatching(/^(refused|invalid)$/)],
      ['Sectigo OV', expect.stringMatching(/^(refused|invalid)$/)],
      ['Sectigo OV', 'refused'],
      ['None', 'refused'],
      ['Sectigo OV', 'refused'],
      [undefined, 'refused'],
    ]);
    expect(audited.every(({ why }) => why !== undefined)).toBe(true);
    expect(host.ordered.length).toBeLessThanOrEqual(2);
  });

  test('is told of a caller without the role, with what the caller is not told', async () => {
    const guarded = await serveEjbca({
      host,
      audit: (entry) => audited.push(entry),
      caller: () => ({ name: 'reader', can: (role) => role === 'read' }),
    });
    const path = `${api}/v1/certificate/pkcs10enroll`;
    expect((await guarded.send({ method: 'POST', path, body: enrollment(csr) })).status).toBe(403);
    await guarded.close();
    expect(audited).toMatchObject([
      { caller: 'reader', profile: 'DV SSL', result: 'forbidden', why: 'reader lacks the role enroll.' },
    ]);
  });

  test('gets text from outside in one line, bounded, and no password', async () => {
    const name = 'a\nb\u202ec\u001b[2J';
    await enroll({
      certificate_profile_name: name,
      certificate_authority_name: `${name}${'x'.repeat(5000)}`,
    });
    const [entry] = audited;
    expect(entry?.profile).toBe('a\\nb\\u202ec\\u001b[2J');
    expect(entry?.ca?.length).toBeLessThanOrEqual(1000);
    expect(JSON.stringify(audited)).not.toContain('not kept');
  });
});

describe('an order', () => {
  test('has the profile, user name, CSR and wait of its request, and no password', async () => {
    await enroll();
    expect(host.ordered).toEqual([
      {
        ca: 'Sectigo OV',
        profile: 'DV SSL',
        userName: 'www.corp.example',
        csr: expect.objectContaining({ pem: csr }),
        notAfter: undefined,
        waitMs: 1234,
        responseMs: expect.any(Number),
      },
    ]);
    // However slow the CA is: clients give up after 5 s.
    expect(host.ordered[0]?.responseMs).toBeLessThanOrEqual(4000);
  });

  test.each([{ username: null }, { username: undefined }, { username: '' }])(
    'without a user name has the empty one (%j)',
    async (change) => {
      expect((await enroll(change)).status).toBe(201);
      expect(host.ordered[0]?.userName).toBe('');
    },
  );

  test.each([
    [
      'NEW CERTIFICATE REQUEST',
      (pem: string) => pem.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'),
    ],
    ['lines ended by CR LF', (pem: string) => pem.replaceAll('\n', '\r\n')],
    ['PEM on one line', (pem: string) => pem.replaceAll('\n', '')],
    ['bare base64', (pem: string) => pem.replaceAll(/-----[^-]+-----|\s/g, '')],
    ['bare base64 in lines', (pem: string) => pem.replaceAll(/-----[^-]+-----/g, '')],
  ])('takes its CSR as %s', async (_, write) => {
    expect((await enroll({ certificate_request: write(csr) })).status).toBe(201);
  });

  test('ends not after end_time, which is UTC', async () => {
    await enroll({ end_time: '2027-02-28 23:59:59', start_time: '2026-01-01 00:00:00' });
    expect(host.ordered[0]?.notAfter).toEqual(new Date('2027-02-28T23:59:59Z'));
  });

  test.each(['2027-02-28T23:59:59Z', '', null])('passes over end_time %j', async (end_time) => {
    expect((await enroll({ end_time })).status).toBe(201);
    expect(host.ordered[0]?.notAfter).toBeUndefined();
  });

  test('passes over properties that it does not know or has no use for', async () => {
    const change = {
      account_binding_id: '',
      email: null,
      extension_data: [{ name: 'a', value: 'b' }],
      custom_data: [],
      later_property: { deep: [1] },
    };
    expect((await enroll(change)).status).toBe(201);
  });

  test('that waits is 503 with Retry-After, and its number and state in the message', async () => {
    host.decide({
      order: async () => ({ state: 'waiting', requestId: '918273', reason: 'It waits for approval.' }),
    });
    const response = await enroll();
    expect(response).toMatchObject({
      status: 503,
      headers: { 'retry-after': '7', 'content-type': 'application/json' },
      body: {
        error_code: 503,
        error_message:
          'Order 918273 waits at the CA. It waits for approval. Send the same request again to collect the certificate.',
      },
    });
    expect(audited[0]).toMatchObject({ result: 'waiting', order: '918273' });
    host.decide({});
    expect((await enroll()).status).toBe(201);
  });

  test('that was rejected is 400 with the reason', async () => {
    host.decide({
      order: async () => ({ state: 'rejected', requestId: '918273', reason: 'The domain is not validated.' }),
    });
    const response = await enroll();
    expect(response.status).toBe(400);
    expect(errorOf(response)).toBe('Order 918273 was refused by the CA. The domain is not validated.');
  });

  test.each(['csr', 'profile', 'key', 'order'] as const)(
    'that is invalid because of its %s is 400 with the reason',
    async (problem) => {
      host.decide({ order: async () => ({ state: 'invalid', problem, reason: 'Use a longer key.' }) });
      expect(await enroll()).toMatchObject({ status: 400, body: { error_message: 'Use a longer key.' } });
    },
  );

  test.each([
    [
      { maybeOrdered: false },
      "The CA can't be asked now, and nothing was ordered. The gateway does not come back to it by itself.",
    ],
    [
      { maybeOrdered: true, isUnsent: true },
      'The order has not been sent to the CA yet: nothing was ordered so far. The attempt may go on for a while, and ends without an order where the CA does not respond.',
    ],
    [
      { maybeOrdered: false, isUnrecorded: true },
      "The gateway can't use its database now, and nothing was ordered.",
    ],
    [
      { maybeOrdered: true, isUnrecorded: true },
      "The gateway can't use its database now, so it is not known whether the CA has the order.",
    ],
    [
      { maybeOrdered: true, isUnsent: true, isUnrecorded: true },
      "The order has not been sent to the CA yet: nothing was ordered so far, since the gateway can't use its database now. The attempt may go on for a while.",
    ],
    [{ maybeOrdered: true }, 'It is not known now whether the CA has the order.'],
  ])(
    "that the authority can't be asked for is 503 with when to send it again, and why stays in the log",
    async (certainty, message) => {
      const reason = 'SCM at 10.0.0.5 refused the login.';
      host.decide({ order: async () => ({ state: 'unavailable', reason, ...certainty }) });
      const response = await enroll();
      expect(response).toMatchObject({ status: 503, headers: { 'retry-after': '7' } });
      expect(errorOf(response)).toBe(
        `${message} Send the same request again in 7 s: nothing is ordered twice.`,
      );
      expect(response.text).not.toContain('10.0.0.5');
    },
  );

  test("through a connection that can't be used is 503, and the reason stays in the log", async () => {
    const error = Object.assign(new Error('SCM refused the login of svc-gateway.'), {
      name: 'CaPluginError',
    });
    host.decide({ order: () => Promise.reject(error) });
    const records: LogRecord[] = [];
    await configure({
      reset: true,
      sinks: { kept: (record) => records.push(record) },
      loggers: [
        { category: 'certbridge', sinks: ['kept'], lowestLevel: 'info' },
        { category: ['logtape', 'meta'], lowestLevel: 'error' },
      ],
    });
    const response = await enroll().finally(reset);
    expect(response.status).toBe(503);
    expect(response.text).not.toContain('svc-gateway');
    expect(records.map(({ properties }) => properties.detail)).toContain(error.message);
    expect(audited[0]).toMatchObject({ result: 'failed' });
  });

  test('that a bug ended is 500 with the schema of errors, and tells nothing of it', async () => {
    host.decide({ order: () => Promise.reject(new TypeError('secret detail')) });
    const response = await enroll();
    expect(response.status).toBe(500);
    expect(response.text).not.toContain('secret');
    host.decide({});
    expect((await enroll()).status).toBe(201);
  });

  test('that waits when the gateway is to end is 503 with Retry-After at once', async () => {
    let response: Promise<WireResponse> | undefined;
    await new Promise<void>((isWaiting) => {
      host.decide({
        order: (_, signal) =>
          new Promise((_, reject) => {
            signal?.addEventListener('abort', () => reject(signal.reason));
            isWaiting();
          }),
      });
      response = enroll();
    });
    draining.abort();
    expect(await response).toMatchObject({ status: 503, headers: { 'retry-after': '7' } });
    host.decide({});
    await enroll();
    expect(host.ordered.at(-1)?.waitMs).toBe(0);
  });
});

test('a CA that is cut off by the end of the gateway is not said to be out of reach', async () => {
  const unavailable = { state: 'unavailable', reason: 'The operation was aborted.' } as const;
  const messages: string[] = [];
  for (const maybeOrdered of [false, true]) {
    host.decide({
      order: async () => {
        draining.abort();
        return { ...unavailable, maybeOrdered };
      },
    });
    messages.push(errorOf(await enroll()));
  }
  expect(messages).toEqual([
    'The gateway is about to stop. Send the same request again.',
    'It is not known now whether the CA has the order. Send the same request again in 7 s: nothing is ordered twice.',
  ]);
});

describe('nothing is ordered', () => {
  afterEach(() => expect(host.ordered).toEqual([]));

  test.each<[string, Readonly<Record<string, unknown>>, number, RegExp]>([
    ['an unknown CA', { certificate_authority_name: 'sectigo ov' }, 400, /CA with this name doesn't exist/],
    ['an unknown end entity profile', { end_entity_profile_name: 'EMPTY' }, 404, /AnyCA/],
    [
      'a format that there is not',
      { response_format: 'PEM' },
      400,
      /Response format can only be DER or PKCS7/,
    ],
    ['a user name beyond 250 characters', { username: 'a'.repeat(251) }, 400, /username/],
    ['an end that is not a date', { end_time: '2027-02-30 00:00:00' }, 400, /end_time/],
    ['a request that is missing', { certificate_request: undefined }, 400, /certificate_request is missing/],
    ['a request that is a number', { certificate_request: 5 }, 400, /certificate_request must be text/],
    ['a chain asked for by a word', { include_chain: 'perhaps' }, 400, /include_chain must be/],
    ['a user name that is a list', { username: ['a'] }, 400, /username must be text/],
    ['no PKCS#10', { certificate_request: 'not a CSR' }, 400, /Invalid certificate request/],
    ['an empty PKCS#10', { certificate_request: '' }, 400, /Invalid certificate request/],
  ])('for %s', async (_, change, status, message) => {
    const response = await enroll(change);
    expect(response.status).toBe(status);
    expect(errorOf(response)).toMatch(message);
    for (const value of Object.values(change)) {
      if (typeof value === 'string' && value.length > 5) expect(response.text).not.toContain(value);
    }
  });

  test('for a private key in place of the request, which no message repeats', async () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQ==\n-----END PRIVATE KEY-----';
    const response = await enroll({ certificate_request: key });
    expect(response.status).toBe(400);
    expect(response.text).not.toContain('MIIEvQ');
  });
});

test('an unknown certificate profile is 400, a damaged CSR too', async () => {
  expect((await enroll({ certificate_profile_name: 'EV SSL' })).status).toBe(400);
  const damaged = Buffer.from('30820102', 'hex').toString('base64');
  expect((await enroll({ certificate_request: damaged })).status).toBe(400);
});
