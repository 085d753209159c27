import type { IssuedCertificate } from '@certbridge/ca-host';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/audit-entry.ts';
import { type EjbcaServer, serveEjbca, type WireResponse } from '../support/ejbca-server.ts';
import {
  api,
  awkwardIssuer,
  createEjbcaWorld,
  type EjbcaWorld,
  secondIssuer,
} from '../support/ejbca-world.ts';
import type { MemoryHost } from '../support/memory-host.ts';

let world: EjbcaWorld;
let host: MemoryHost;
let server: EjbcaServer;
let certificate: IssuedCertificate;
const audited: AuditEntry[] = [];

const serialNumber = 'A03568D231B233D270D9B3611148627';
const five = 'UNSPECIFIED, KEY_COMPROMISE, AFFILIATION_CHANGED, SUPERSEDED, CESSATION_OF_OPERATION';

beforeAll(async () => {
  world = await createEjbcaWorld();
});
beforeEach(async () => {
  host = world.createHost();
  audited.length = 0;
  server = await serveEjbca({
    host,
    audit: (entry) => audited.push(entry),
    settings: { retryAfterSeconds: 9 },
  });
  certificate = await host.add(
    'Sectigo OV',
    { subject: 'CN=www.corp.example', serialNumber },
    { productName: 'DV SSL' },
  );
});
afterEach(() => server.close());

interface Named {
  readonly issuer?: string;
  readonly serial?: string;
}

const pathOf = ({ issuer = encodeURIComponent(awkwardIssuer), serial = serialNumber }: Named) =>
  `${api}/v1/certificate/${issuer}/${serial}`;

const revoke = (query: string, named: Named = {}): Promise<WireResponse> =>
  server.send({ method: 'PUT', path: `${pathOf(named)}/revoke${query}` });

const statusOf = (named: Named = {}): Promise<WireResponse> =>
  server.send({ path: `${pathOf(named)}/revocationstatus` });

describe('a revocation', () => {
  test('returns revoked, date, message, and the name of the reason', async () => {
    const { status, body } = await revoke('?reason=CESSATION_OF_OPERATION');
    expect(status).toBe(200);
    expect(body).toEqual({
      issuer_dn: awkwardIssuer,
      serial_number: serialNumber,
      revoked: true,
      revocation_reason: 'CESSATION_OF_OPERATION',
      revocation_date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      message: 'Successfully revoked',
    });
    expect(host.revoked).toEqual([{ ca: 'Sectigo OV', serialNumber, reason: 5 }]);
    expect(audited).toMatchObject([
      { action: 'revoke', result: 'revoked', serialNumber, reason: 'CESSATION_OF_OPERATION' },
    ]);
  });

  test.each([
    ['?reason=CERTIFICATE_HOLD', {}, 'CERTIFICATE_HOLD'],
    ['?reason=WHATEVER%0A', {}, 'WHATEVER\\n'],
    ['?reason=SUPERSEDED&date=2020-01-01T00:00:00Z', {}, 'SUPERSEDED'],
    ['?reason=SUPERSEDED', { serial: 'ABCDEF' }, 'SUPERSEDED'],
  ])(
    'that is refused (%s) is reported to the audit, with the reason',
    async (query, named: Named, reason) => {
      await revoke(query, named);
      expect(audited).toMatchObject([{ action: 'revoke', caller: 'everything', result: 'refused', reason }]);
      expect(audited[0]?.why).toBeTruthy();
      expect(audited[0]?.serialNumber).toBe(named.serial ?? serialNumber);
    },
  );

  test('by a caller without the role is reported to the audit', async () => {
    const guarded = await serveEjbca({
      host,
      audit: (entry) => audited.push(entry),
      caller: () => ({ name: 'reader', can: (role) => role === 'read' }),
    });
    await guarded.send({ method: 'PUT', path: `${pathOf({})}/revoke?reason=SUPERSEDED` });
    await guarded.close();
    expect(audited).toMatchObject([
      { caller: 'reader', result: 'forbidden', serialNumber, why: expect.stringContaining('revoke') },
    ]);
  });

  test('is 503 with Retry-After where SCM takes longer than clients wait', async () => {
    host.decide({
      revoke: (_, signal) =>
        new Promise((resolve) =>
          signal?.addEventListener('abort', () => resolve({ state: 'unavailable', reason: 'Too late.' })),
        ),
    });
    expect(await revoke('?reason=SUPERSEDED')).toMatchObject({
      status: 503,
      headers: { 'retry-after': '9' },
    });
    expect(audited).toMatchObject([{ result: 'unavailable', reason: 'SUPERSEDED' }]);
  });

  test.each([
    ['UNSPECIFIED', 0],
    ['KEY_COMPROMISE', 1],
    ['AFFILIATION_CHANGED', 3],
    ['SUPERSEDED', 4],
    ['CESSATION_OF_OPERATION', 5],
    ['KEYCOMPROMISE', 1],
    ['AFFILIATIONCHANGED', 3],
    ['CESSATIONOFOPERATION', 5],
  ])('takes the reason %s', async (reason, number) => {
    const { status, body } = await revoke(`?reason=${reason}`);
    expect(status).toBe(200);
    expect(host.revoked[0]?.reason).toBe(number);
    // Names of the schema in the response, whatever the request spelt.
    expect(String((body as { revocation_reason: string }).revocation_reason).replaceAll('_', '')).toBe(
      reason.replaceAll('_', ''),
    );
  });

  test.each([
    'CERTIFICATE_HOLD',
    'CERTIFICATEHOLD',
    'CA_COMPROMISE',
    'REMOVE_FROM_CRL',
    'PRIVILEGES_WITHDRAWN',
    'AA_COMPROMISE',
    'NOT_REVOKED',
  ])('is never made final for %s: 400 names the five that the CA takes', async (reason) => {
    expect(await revoke(`?reason=${reason}`)).toMatchObject({
      status: 400,
      body: { error_message: expect.stringContaining(five) },
    });
    expect(host.revoked).toEqual([]);
  });

  test.each([
    '?reason=keyCompromise',
    '?reason=key_compromise',
    '?reason=1',
    '?reason=',
    '',
    '?reason=WHATEVER',
  ])('is 400 for the reason of %j', async (query) => {
    const response = await revoke(query);
    expect(response.status).toBe(400);
    expect(response.text).toContain(five);
    expect(response.text).not.toContain('WHATEVER');
    expect(host.revoked).toEqual([]);
  });

  test('that is the second one is 409, whatever its reason', async () => {
    expect((await revoke('?reason=SUPERSEDED')).status).toBe(200);
    for (const reason of ['SUPERSEDED', 'KEY_COMPROMISE', 'UNSPECIFIED']) {
      const response = await revoke(`?reason=${reason}`);
      expect(response.status).toBe(409);
      expect(response.text).toContain('previously been revoked');
    }
    expect(host.revoked).toHaveLength(1);
    expect(audited.map(({ result }) => result)).toEqual(['revoked', ...Array(3).fill('already-revoked')]);
  });

  test('that another process was first with is 409', async () => {
    host.decide({ revoke: async () => ({ state: 'already-revoked', certificate }) });
    expect((await revoke('?reason=SUPERSEDED')).status).toBe(409);
  });

  test('that the authority refuses is 400 with its reason', async () => {
    host.decide({ revoke: async () => ({ state: 'refused', reason: 'SCM has not issued it.' }) });
    expect(await revoke('?reason=SUPERSEDED')).toMatchObject({
      status: 400,
      body: { error_message: 'SCM has not issued it.' },
    });
  });

  test('that is not shown yet is 503 with Retry-After', async () => {
    host.decide({ revoke: async () => ({ state: 'unavailable', reason: 'SCM does not respond.' }) });
    expect(await revoke('?reason=SUPERSEDED')).toMatchObject({
      status: 503,
      headers: { 'retry-after': '9' },
    });
    expect(audited).toMatchObject([{ result: 'unavailable' }]);
    expect((await revoke('?reason=SUPERSEDED')).text).not.toContain('SCM does not respond');
  });

  test.each([
    [
      'now, without seconds at the full minute, as the Java CLI writes',
      (now: Date) => `${now.toISOString().slice(0, 16)}Z`,
    ],
    ['now with an offset', (now: Date) => now.toISOString().replace(/\.\d+Z/, '%2B00:00')],
    ['now with an offset whose plus is bare', (now: Date) => now.toISOString().replace(/\.\d+Z/, '+00:00')],
    [
      'now in another zone',
      (now: Date) => `${new Date(now.getTime() + 3_600_000).toISOString().slice(0, 19)}%2B01:00`,
    ],
  ])('takes the date %s', async (_, write) => {
    expect((await revoke(`?reason=SUPERSEDED&date=${write(new Date())}`)).status).toBe(200);
  });

  test.each([
    ['in the future', 'date=2099-01-01T00:00:00Z', 400],
    ['long past', 'date=2020-01-01T00:00:00Z', 422],
    ['that is empty', 'date=', 400],
    ['of invalidity that is empty', 'invalidity_date=', 400],
    ['given twice', 'date=2020-01-01T00:00:00Z&date=2020-01-01T00:00:00Z', 400],
    ['beside another reason', 'reason=KEY_COMPROMISE', 400],
    ['of no day', 'date=2026-02-30T00:00:00Z', 400],
    ['without an offset', 'date=2026-11-22T05:03:09', 400],
    ['that is not a date', 'date=yesterday', 400],
    ['of invalidity in the future', 'invalidity_date=2099-01-01T00:00:00Z', 400],
    ['of invalidity that is not a date', 'invalidity_date=never', 400],
  ])('with a date %s is refused', async (_, date, status) => {
    const response = await revoke(`?reason=SUPERSEDED&${date}`);
    expect(response.status).toBe(status);
    expect(host.revoked).toEqual([]);
  });

  test('goes to the CA that the certificate is of', async () => {
    await host.add('Second CA', { subject: 'CN=other', serialNumber: 'BEEF' });
    const named = { issuer: encodeURIComponent(secondIssuer), serial: 'BEEF' };
    expect((await revoke('?reason=SUPERSEDED', named)).status).toBe(200);
    expect(host.revoked).toEqual([{ ca: 'Second CA', serialNumber: 'BEEF', reason: 4 }]);
  });

  test('that names a CA means its own certificates, where others have the same issuers', async () => {
    const other = await host.add('Sectigo OV', { subject: 'CN=other', serialNumber: 'BEEF' });
    host.change(other.sha256, { ca: 'Second CA' });
    for (const issuer of ['Second%20CA', 'CN=Second%20CA', 'CN=Second+CA']) {
      expect((await revoke('?reason=SUPERSEDED', { issuer })).status).toBe(404);
      expect((await statusOf({ issuer })).status).toBe(404);
      expect((await statusOf({ issuer, serial: 'BEEF' })).status).toBe(200);
    }
    expect((await statusOf({ issuer: 'Sectigo%20OV', serial: 'BEEF' })).status).toBe(404);
    expect((await statusOf({ serial: 'BEEF' })).status).toBe(200);
    expect((await revoke('?reason=SUPERSEDED', { issuer: 'CN=Second%20CA', serial: 'BEEF' })).status).toBe(
      200,
    );
    expect(host.revoked).toEqual([{ ca: 'Second CA', serialNumber: 'BEEF', reason: 4 }]);
  });

  test('of a certificate that several CAs have goes to the one that is named', async () => {
    const facts = { ca: 'Second CA', sha256: 'of the other CA' };
    await host.add('Sectigo OV', { subject: 'CN=www.corp.example', serialNumber }, facts);
    expect((await revoke('?reason=SUPERSEDED', { issuer: 'Second%20CA' })).status).toBe(200);
    expect(host.revoked).toEqual([{ ca: 'Second CA', serialNumber, reason: 4 }]);
  });

  test('is none of a CA that is not configured any more', async () => {
    host.change(certificate.sha256, { ca: 'Former CA' });
    await host.add('Sectigo OV', { subject: 'CN=other' });
    expect((await revoke('?reason=SUPERSEDED')).status).toBe(404);
    expect((await statusOf()).status).toBe(404);
  });

  test('needs an issuer and a serial number of one of our certificates', async () => {
    const own = await host.add('Second CA', { subject: 'CN=other', serialNumber: 'BEEF' });
    for (const [named, status] of [
      [{ serial: 'DEAD' }, 404],
      [{ serial: 'BEEF' }, 404],
      [{ issuer: encodeURIComponent('CN=Other CA') }, 404],
      [{ issuer: encodeURIComponent('CN=Test OV CA R1') }, 404],
      [{ serial: 'not-hex' }, 400],
      [{ serial: '12:3' }, 400],
      [{ serial: '12:34' }, 404],
    ] as const) {
      expect((await revoke('?reason=SUPERSEDED', named)).status).toBe(status);
      expect((await statusOf(named)).status).toBe(status);
    }
    expect(host.revoked).toEqual([]);
    expect((await statusOf({ issuer: encodeURIComponent(own.issuer), serial: 'BEEF' })).status).toBe(200);
  });
});

describe('the revocation status', () => {
  test('of a certificate that is not revoked is false, NOT_REVOKED, and has neither date nor message', async () => {
    expect((await statusOf()).body).toEqual({
      issuer_dn: awkwardIssuer,
      serial_number: serialNumber,
      revoked: false,
      revocation_reason: 'NOT_REVOKED',
    });
  });

  test('of a revoked one has the reason and the date in seconds', async () => {
    host.change(certificate.sha256, {
      revocation: { at: new Date('2026-11-22T05:03:09.789Z'), reason: 4 },
    });
    expect((await statusOf()).body).toEqual({
      issuer_dn: awkwardIssuer,
      serial_number: serialNumber,
      revoked: true,
      revocation_reason: 'SUPERSEDED',
      revocation_date: '2026-11-22T05:03:09Z',
    });
  });

  test('of one that was revoked without a reason is UNSPECIFIED', async () => {
    host.change(certificate.sha256, { revocation: { at: new Date(), reason: null } });
    expect((await statusOf()).body).toMatchObject({ revoked: true, revocation_reason: 'UNSPECIFIED' });
  });
});

describe('a path', () => {
  test.each([
    ['all but letters encoded (acme2certifier)', (dn: string) => encodeURIComponent(dn)],
    ['blanks, commas, slashes encoded (Go)', (dn: string) => goEscape(dn)],
    [
      'blanks and plus encoded (Java)',
      (dn: string) => dn.replaceAll(' ', '%20').replaceAll('+', '%2B').replaceAll('\\', '%5C'),
    ],
    ['blanks alone encoded (Python SDK)', (dn: string) => dn.replaceAll(' ', '%20').replaceAll('\\', '%5C')],
    [
      'encoded in small letters',
      (dn: string) => encodeURIComponent(dn).replaceAll(/%../g, (code) => code.toLowerCase()),
    ],
  ])('may have its issuer with %s, which the response repeats decoded', async (_, encode) => {
    const named = { issuer: encode(awkwardIssuer) };
    expect((await statusOf(named)).body).toMatchObject({ issuer_dn: awkwardIssuer });
    expect((await revoke('?reason=SUPERSEDED', named)).body).toMatchObject({ issuer_dn: awkwardIssuer });
  });

  test.each([
    [
      'in another order',
      'C=GB,ST=Greater Manchester,L=Salford,O=Trust / Test & Sons\\, Ltd\\+1,CN=Test OV CA R1',
    ],
    [
      'with blanks after commas and types in small letters',
      'cn=Test OV CA R1, o=Trust / Test & Sons\\, Ltd\\+1, l=Salford, st=Greater Manchester, c=GB',
    ],
    [
      'with object identifiers and hexadecimal values',
      `CN=Test OV CA R1,2.5.4.10=#0c1a${Buffer.from('Trust / Test & Sons, Ltd+1').toString('hex')},L=Salford,2.5.4.8=Greater Manchester,C=GB`,
    ],
    ["of the CA's name", 'Sectigo OV'],
    ["of the CA's name as a common name (node-red)", 'CN=Sectigo OV'],
    ["of the CA's name as a common name in another spelling", '\u200ecommonName = sectigo ov'],
  ])('may have the issuer %s', async (_, issuer) => {
    const { status, body } = await statusOf({ issuer: encodeURIComponent(issuer) });
    expect(status).toBe(200);
    expect(body).toMatchObject({ issuer_dn: issuer, serial_number: serialNumber });
  });

  test.each([
    ['a03568d231b233d270d9b3611148627'],
    ['0a03568d231b233d270d9b3611148627'],
    ['0xA03568D231B233D270D9B3611148627'],
    ['0X000A03568D231B233D270D9B3611148627'],
  ])('may spell the serial number %s, which the response repeats', async (serial) => {
    expect(await statusOf({ serial })).toMatchObject({ status: 200, body: { serial_number: serial } });
  });

  test('is decoded once', async () => {
    await host.add('Second CA', { subject: 'CN=other', serialNumber: 'BEEF' });
    const once = encodeURIComponent(secondIssuer);
    const { body } = await statusOf({ issuer: once, serial: 'BEEF' });
    expect(body).toMatchObject({ issuer_dn: secondIssuer });
    expect((await statusOf({ issuer: encodeURIComponent(once), serial: 'BEEF' })).status).toBe(404);
  });

  test('may have SN for the serial number of an issuer, as EJBCA writes it', async () => {
    await host.add('Second CA', { subject: 'CN=other', serialNumber: 'BEEF' });
    const issuer = encodeURIComponent(secondIssuer.replace('serialNumber=', 'SN='));
    expect((await statusOf({ issuer, serial: 'BEEF' })).status).toBe(200);
  });

  test('keeps a plus a plus, unless nobody is meant by it', async () => {
    const issuer = encodeURIComponent(awkwardIssuer).replaceAll('%2B', '+');
    expect((await statusOf({ issuer })).body).toMatchObject({ issuer_dn: awkwardIssuer });
    expect((await statusOf({ issuer: 'CN=Sectigo+OV' })).body).toMatchObject({ issuer_dn: 'CN=Sectigo+OV' });
  });

  test('with broken percent-encoding is 400', async () => {
    expect((await statusOf({ issuer: 'CN=%E4%ZZ' })).status).toBe(400);
    expect((await statusOf({ issuer: 'CN=%FF' })).status).toBe(400);
  });
});

/** What url.PathEscape of Go leaves: letters, digits and `-_.~$&+=:@`. */
function goEscape(text: string): string {
  return encodeURIComponent(text).replaceAll(/%(24|26|2B|3D|3A|40)/g, (code) => decodeURIComponent(code));
}
