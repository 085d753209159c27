import type { IssuedCertificate } from '@certbridge/ca-host';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AccessTarget, Caller, Role } from '../../src/access/caller.ts';
import { type EjbcaServer, everything, serveEjbca, type WireResponse } from '../support/ejbca-server.ts';
import { api, createEjbcaWorld, type EjbcaWorld, enrollment, profiles } from '../support/ejbca-world.ts';
import { createMemoryHost, type MemoryHost } from '../support/memory-host.ts';
import { createCsr } from '../support/test-pki.ts';

let world: EjbcaWorld;
let csr: string;
let host: MemoryHost;
let server: EjbcaServer;
let caller: Caller;
let certificates: Record<'dv' | 'ov' | 'second' | 'unknown', IssuedCertificate>;

beforeAll(async () => {
  world = await createEjbcaWorld();
  csr = await createCsr('CN=www.corp.example');
});
beforeEach(async () => {
  host = world.createHost();
  server = await serveEjbca({ host, caller: () => caller });
  certificates = {
    dv: await host.add('Sectigo OV', { subject: 'CN=dv', serialNumber: '0A' }, { productName: 'DV SSL' }),
    ov: await host.add('Sectigo OV', { subject: 'CN=ov', serialNumber: '0B' }, { productName: 'OV SSL' }),
    second: await host.add(
      'Second CA',
      { subject: 'CN=second', serialNumber: '0C' },
      { productName: 'OV SSL' },
    ),
    unknown: await host.add('Sectigo OV', { subject: 'CN=unknown', serialNumber: '0D' }),
  };
});
afterEach(() => server.close());

/** Allows roles as access rules do: what a target leaves out is left open. */
function allow(rules: readonly { role: Role; ca?: string; profile?: string }[]): void {
  const fits = (asked: string | undefined, allowed: string | undefined) =>
    asked === undefined || allowed === undefined || asked === allowed;
  caller = {
    name: 'limited',
    can: (role: Role, target: AccessTarget) =>
      rules.some(
        (rule) => rule.role === role && fits(target.ca, rule.ca) && fits(target.profile, rule.profile),
      ),
  };
}

const found = async (): Promise<string[]> => {
  const body = {
    pagination: { page_size: 10, current_page: 1 },
    criteria: [{ property: 'QUERY', value: '%', operation: 'LIKE' }],
  };
  const response = await server.send({ method: 'POST', path: `${api}/v2/certificate/search`, body });
  const { certificates } = response.body as { certificates: { serialNumber: string }[] };
  return certificates.map(({ serialNumber }) => serialNumber).toSorted();
};

const enroll = (change: object) =>
  server.send({
    method: 'POST',
    path: `${api}/v1/certificate/pkcs10enroll`,
    body: enrollment(csr, { ...change }),
  });

const at = ({ issuer, serialNumber }: IssuedCertificate) =>
  `${api}/v1/certificate/${encodeURIComponent(issuer)}/${serialNumber}`;

const statusOf = (certificate: IssuedCertificate) =>
  server.send({ path: `${at(certificate)}/revocationstatus` });

const revoke = (certificate: IssuedCertificate) =>
  server.send({ method: 'PUT', path: `${at(certificate)}/revoke?reason=SUPERSEDED` });

describe('lists', () => {
  test('hold what the caller may read, by CA', async () => {
    allow([{ role: 'read', ca: 'Sectigo OV' }]);
    expect(await found()).toEqual(['A', 'B', 'D']);
    allow([{ role: 'read', ca: 'Second CA' }]);
    expect(await found()).toEqual(['C']);
    allow([{ role: 'read' }]);
    expect(await found()).toEqual(['A', 'B', 'C', 'D']);
  });

  test('hold what the caller may read, by profile: what has no known one is for those who may read all', async () => {
    allow([{ role: 'read', profile: 'OV SSL' }]);
    expect(await found()).toEqual(['B', 'C']);
    allow([{ role: 'read', ca: 'Sectigo OV', profile: 'DV SSL' }]);
    expect(await found()).toEqual(['A']);
    const count = await server.send({ path: `${api}/v2/certificate/count` });
    expect(count.body).toEqual({ count: 1 });
  });

  test('hold nothing for those who may enroll and revoke alone', async () => {
    allow([{ role: 'enroll' }, { role: 'revoke' }]);
    expect(await found()).toEqual([]);
  });

  test('know no names that the caller may not know', async () => {
    allow([{ role: 'read', ca: 'Sectigo OV', profile: 'DV SSL' }]);
    const search = (property: string, value: string) =>
      server.send({
        method: 'POST',
        path: `${api}/v2/certificate/search`,
        body: { criteria: [{ property, value, operation: 'EQUAL' }] },
      });
    expect((await search('CA', 'Sectigo OV')).status).toBe(200);
    expect((await search('CA', 'Second CA')).status).toBe(400);
    expect((await search('CERTIFICATE_PROFILE', 'OV SSL')).status).toBe(400);
  });

  test('of CAs and profiles hold those that the caller has any role for', async () => {
    allow([{ role: 'enroll', ca: 'Sectigo OV', profile: 'DV SSL' }]);
    const { body } = await server.send({ path: `${api}/v1/ca` });
    expect(body).toMatchObject({ certificate_authorities: [{ name: 'Sectigo OV' }] });
    expect((await server.send({ path: `${api}/v2/endentity/profile/AnyCA` })).body).toMatchObject({
      available_cas: ['Sectigo OV'],
      available_certificate_profiles: ['DV SSL'],
    });
    expect((await server.send({ path: `${api}/v2/certificate/profile/OV%20SSL` })).status).toBe(400);
    allow([]);
    expect((await server.send({ path: `${api}/v1/ca` })).body).toEqual({ certificate_authorities: [] });
  });
});

describe('single operations', () => {
  test('are 403 without the role for the CA and profile', async () => {
    allow([{ role: 'enroll', ca: 'Sectigo OV', profile: 'DV SSL' }]);
    expect((await enroll({})).status).toBe(201);
    expect((await enroll({ certificate_profile_name: 'OV SSL' })).status).toBe(403);
    expect(
      (await enroll({ certificate_authority_name: 'Second CA', certificate_profile_name: 'DV SSL' })).status,
    ).toBe(403);
    expect((await revoke(certificates.dv)).status).toBe(403);
    expect((await statusOf(certificates.dv)).status).toBe(403);
    expect(host.ordered).toHaveLength(1);
    expect(host.revoked).toEqual([]);
  });

  test('of revocation go by the profile of the certificate', async () => {
    allow([{ role: 'revoke', profile: 'OV SSL' }]);
    expect((await statusOf(certificates.ov)).status).toBe(200);
    expect((await revoke(certificates.ov)).status).toBe(200);
    expect((await revoke(certificates.second)).status).toBe(200);
    expect((await revoke(certificates.dv)).status).toBe(403);
    expect((await revoke(certificates.unknown)).status).toBe(403);
    allow([{ role: 'revoke', ca: 'Sectigo OV' }]);
    expect((await revoke(certificates.unknown)).status).toBe(200);
  });

  test('let readers ask for the status, and not revoke', async () => {
    allow([{ role: 'read' }]);
    expect((await statusOf(certificates.dv)).status).toBe(200);
    expect((await revoke(certificates.dv)).status).toBe(403);
    expect((await enroll({})).status).toBe(403);
  });

  test('let nobody download the chain of a CA without any role for it', async () => {
    const download = () => server.send({ path: `${api}/v1/ca/Second%20CA/certificate/download` });
    allow([{ role: 'enroll', ca: 'Second CA' }]);
    expect((await download()).status).toBe(200);
    allow([{ role: 'enroll', ca: 'Sectigo OV' }]);
    expect((await download()).status).toBe(403);
  });

  test('tell those without the role not what is there', async () => {
    const missing = { ...certificates.dv, serialNumber: '0F' };
    const foreign = { ...certificates.dv, issuer: 'CN=Nobody' };
    const download = (ca: string) => server.send({ path: `${api}/v1/ca/${ca}/certificate/download` });
    const everywhere = async () => [
      await statusOf(certificates.dv),
      await statusOf(missing),
      await statusOf(foreign),
      await revoke(certificates.dv),
      await revoke(missing),
      await revoke(foreign),
      await enroll({}),
      await enroll({ certificate_authority_name: 'Nowhere' }),
      await enroll({ certificate_profile_name: 'Nothing' }),
      await download('Sectigo%20OV'),
      await download('Nowhere'),
    ];
    const rights: { role: Role; ca?: string; profile?: string }[][] = [
      [],
      ['read', 'enroll', 'revoke'].map((role) => ({ role: role as Role, ca: 'Second CA' })),
    ];
    for (const each of rights) {
      allow(each);
      const responses = await everywhere();
      expect(responses.map(({ status }) => status)).toEqual(responses.map(() => 403));
      expect(new Set(responses.map(({ text }) => text)).size).toBe(1);
    }
    allow([{ role: 'read', ca: 'Sectigo OV', profile: 'OV SSL' }]);
    expect([(await statusOf(certificates.dv)).status, (await statusOf(missing)).status]).toEqual([403, 403]);
  });

  test('tell those with the role that nothing is there', async () => {
    const missing = { ...certificates.dv, serialNumber: '0F' };
    allow([{ role: 'read', ca: 'Sectigo OV' }]);
    expect((await statusOf(missing)).status).toBe(404);
    allow([{ role: 'read' }, { role: 'enroll' }]);
    expect((await statusOf({ ...missing, issuer: 'CN=Nobody' })).status).toBe(404);
    expect((await server.send({ path: `${api}/v1/ca/Nowhere/certificate/download` })).status).toBe(404);
    expect((await enroll({ certificate_authority_name: 'Nowhere' })).status).toBe(400);
  });

  test('have one text for every 403 by credentials', async () => {
    allow([]);
    const responses: WireResponse[] = [
      await enroll({}),
      await enroll({ certificate_profile_name: 'EV SSL' }),
      await revoke(certificates.ov),
      await statusOf(certificates.unknown),
      await server.send({ path: `${api}/v1/ca/Second%20CA/certificate/download` }),
    ];
    expect(responses.map(({ status }) => status)).toEqual(Array(5).fill(403));
    expect(new Set(responses.map(({ text }) => text)).size).toBe(1);
  });
});

describe('of two CAs with one issuer, the caller has that of its rights', () => {
  let twin: EjbcaServer;
  let shared: IssuedCertificate;

  beforeEach(async () => {
    const twins = createMemoryHost([
      { name: 'First', pki: world.main, profiles },
      { name: 'Second', pki: world.main, profiles },
    ]);
    const content = { subject: 'CN=shared', serialNumber: '0A' };
    await twins.add('First', content, { productName: 'DV SSL' });
    shared = await twins.add('Second', content, { productName: 'OV SSL' });
    twin = await serveEjbca({ host: twins, caller: () => caller });
  });
  afterEach(() => twin.close());

  test('as Vault downloads a chain by the DN of the list', async () => {
    allow([{ role: 'enroll', ca: 'Second' }]);
    const { body } = await twin.send({ path: `${api}/v1/ca` });
    const { certificate_authorities: cas } = body as { certificate_authorities: { subject_dn: string }[] };
    expect(cas).toMatchObject([{ name: 'Second' }]);
    const dn = encodeURIComponent(cas[0]?.subject_dn ?? '');
    expect((await twin.send({ path: `${api}/v1/ca/${dn}/certificate/download` })).status).toBe(200);
    allow([{ role: 'enroll', ca: 'Third' }]);
    expect((await twin.send({ path: `${api}/v1/ca/${dn}/certificate/download` })).status).toBe(403);
  });

  test.each<{ ca?: string; profile?: string }>([{ ca: 'Second' }, { profile: 'OV SSL' }])(
    'to ask for a status and to revoke: %o',
    async (right) => {
      allow([{ role: 'revoke', ...right }]);
      expect((await twin.send({ path: `${at(shared)}/revocationstatus` })).status).toBe(200);
      const path = `${at(shared)}/revoke?reason=SUPERSEDED`;
      expect((await twin.send({ method: 'PUT', path })).status).toBe(200);
    },
  );
});

test('a caller of every role may do everything', async () => {
  caller = everything;
  expect(await found()).toEqual(['A', 'B', 'C', 'D']);
  expect((await enroll({})).status).toBe(201);
  expect((await revoke(certificates.unknown)).status).toBe(200);
});
