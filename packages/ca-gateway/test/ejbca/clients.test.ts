/**
 * Each client of section 1 of the notes beside the contract: its requests as it sends them, and what it reads of the responses.
 */
import { X509Certificate } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type EjbcaServer, serveEjbcaByCertificate, type WireResponse } from '../support/ejbca-server.ts';
import { api, awkwardIssuer, createEjbcaWorld, type EjbcaWorld } from '../support/ejbca-world.ts';
import type { MemoryHost } from '../support/memory-host.ts';
import { pemContents } from '../support/pem-contents.ts';
import { createCsr } from '../support/test-pki.ts';

let world: EjbcaWorld;
let csr: string;
let host: MemoryHost;
let server: EjbcaServer;

beforeAll(async () => {
  world = await createEjbcaWorld();
  csr = await createCsr('CN=www.corp.example', ['www.corp.example']);
});
beforeEach(async () => {
  host = world.createHost();
  server = await serveEjbcaByCertificate({ host });
});
afterEach(() => server.close());

type Json = Readonly<Record<string, unknown>>;

const json = ({ body }: WireResponse) => body as Json;

/** Base64 as Go and Java decode it; undefined where they fail. */
function decode(text: string): Buffer | undefined {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)
    ? Buffer.from(text, 'base64')
    : undefined;
}

/** Decodes up to twice, as Vault, Terraform and the signer for Kubernetes do, which don't know how often it was encoded. */
function decodeTwice(text: string): X509Certificate {
  const once = decode(text) ?? Buffer.from(text);
  return new X509Certificate(decode(once.toString('latin1')) ?? once);
}

function decodeOnce(text: string): X509Certificate {
  return new X509Certificate(decode(text) ?? Buffer.of());
}

/** Checks that each certificate is issued by the next, and the last by itself. */
function expectChain(chain: readonly X509Certificate[]): void {
  for (const [index, certificate] of chain.entries()) {
    expect(certificate.verify((chain[index + 1] ?? certificate).publicKey)).toBe(true);
  }
}

/** What url.PathEscape of Go does: it leaves `$&+=:@`. */
function goEscape(text: string): string {
  return encodeURIComponent(text).replaceAll(/%(24|26|2B|3D|3A|40)/g, (code) => decodeURIComponent(code));
}

const goHeaders = { 'User-Agent': 'OpenAPI-Generator/1.0.0/go', Accept: 'application/json' };

/** The names that all clients are configured with. */
const names = {
  certificate_profile_name: 'DV SSL',
  end_entity_profile_name: 'AnyCA',
  certificate_authority_name: 'Sectigo OV',
};

const enroll = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  server.send({ method: 'POST', path: `${api}/v1/certificate/pkcs10enroll`, body, headers });

/** A certificate that was enrolled before, as the Go clients know it. */
async function enrolled(): Promise<{ leaf: X509Certificate; serialNumber: string }> {
  const { certificate, serial_number } = json(await enroll({ ...names, certificate_request: csr }));
  return { leaf: decodeOnce(String(certificate)), serialNumber: String(serial_number) };
}

test('the cert-manager issuer asks for the status, and enrolls with a chain and an end', async () => {
  const status = await server.send({ path: `${api}/v1/certificate/status`, headers: goHeaders });
  expect(status.status).toBe(200);
  const response = await enroll(
    {
      ...names,
      certificate_request: csr,
      username: 'www.corp.example',
      password: 'kR7fq0uXwYb2c4d6e8g1',
      include_chain: true,
      end_time: '2027-02-28 12:00:00',
    },
    goHeaders,
  );
  expect(response).toMatchObject({ status: 201, headers: { 'content-type': 'application/json' } });
  const { certificate, certificate_chain, response_format } = json(response);
  expect(response_format).toBe('DER');
  const chain = (certificate_chain as string[]).map(decodeOnce);
  expect(chain.length).toBeGreaterThan(0);
  expectChain([decodeOnce(String(certificate)), ...chain]);
  expect(host.ordered[0]?.notAfter).toEqual(new Date('2027-02-28T12:00:00Z'));
});

test('the cert-manager issuer collects with the same CSR and another password what has waited', async () => {
  const body = { ...names, certificate_request: csr, username: 'www.corp.example', include_chain: true };
  host.decide({
    order: async () => ({ state: 'waiting', requestId: '918273', reason: 'It waits for approval.' }),
  });
  const waiting = await enroll({ ...body, password: 'first' }, goHeaders);
  // The SDK takes 300 and more for an error, whose text reaches people.
  expect(waiting.status).toBe(503);
  expect(waiting.text).toContain('918273');
  host.decide({});
  expect((await enroll({ ...body, password: 'second' }, goHeaders)).status).toBe(201);
});

test('the Vault engine checks the CA, signs, downloads the chain and revokes', async () => {
  const { leaf } = await enrolled();
  const { certificate_authorities } = json(await server.send({ path: `${api}/v1/ca`, headers: goHeaders }));
  const ca = (certificate_authorities as { name: string; subject_dn: string }[]).find(
    ({ name }) => name === 'Sectigo OV',
  );
  const download = await server.send({
    path: `${api}/v1/ca/${goEscape(ca?.subject_dn ?? '')}/certificate/download`,
    headers: { ...goHeaders, Accept: '*/*' },
  });
  const chain = pemContents(download.text).map((content) => decodeOnce(content.trim()));
  const response = await enroll(
    {
      ...names,
      certificate_request: csr,
      username: 'vault_engine-3dk29sLq0aZxwPv1',
      password: 'aB3dE5fG7hJ9kL1m',
      include_chain: true,
      account_binding_id: '',
    },
    goHeaders,
  );
  expect(json(response).response_format).toBe('DER');
  const issued = decodeTwice(String(json(response).certificate));
  expectChain([issued, ...chain]);
  // In pairs of lower-case digits, which may begin with a zero.
  const serial = leaf.serialNumber.toLowerCase().padStart(34, '0');
  const revoked = await server.send({
    method: 'PUT',
    path: `${api}/v1/certificate/${goEscape(awkwardIssuer)}/${serial}/revoke?reason=CESSATION_OF_OPERATION`,
    headers: goHeaders,
  });
  expect(revoked.status).toBe(200);
  const { serial_number, revocation_date } = json(revoked);
  expect(serial_number).toBe(serial);
  expect(Number.isNaN(Date.parse(String(revocation_date)))).toBe(false);
});

describe('the Terraform provider', () => {
  test('enrolls, reads back by the serial number, and revokes', async () => {
    const response = await enroll(
      {
        ...names,
        certificate_request: csr,
        username: 'terraform',
        password: 'secret',
        include_chain: true,
        account_binding_id: '',
      },
      goHeaders,
    );
    const id = String(json(response).serial_number);
    const found = await server.send({
      method: 'POST',
      path: `${api}/v1/certificate/search`,
      headers: goHeaders,
      body: {
        max_number_of_results: 1,
        criteria: [{ property: 'QUERY', value: id, operation: 'EQUAL' }],
      },
    });
    const { certificates, more_results } = json(found);
    expect(more_results).toBe(false);
    const [certificate] = certificates as Json[];
    expect(certificate).toMatchObject({
      response_format: 'DER',
      serial_number: id,
      certificate_profile: 'DV SSL',
      end_entity_profile: 'AnyCA',
    });
    const leaf = decodeTwice(String(certificate?.certificate));
    const download = await server.send({
      path: `${api}/v1/ca/${goEscape(awkwardIssuer)}/certificate/download`,
      headers: goHeaders,
    });
    expectChain([leaf, ...pemContents(download.text).map((content) => decodeOnce(content.trim()))]);
    const path = `${api}/v1/certificate/${goEscape(awkwardIssuer)}/${id}`;
    expect(json(await server.send({ path: `${path}/revocationstatus`, headers: goHeaders })).revoked).toBe(
      false,
    );
    const revoked = await server.send({
      method: 'PUT',
      path: `${path}/revoke?reason=CESSATION_OF_OPERATION`,
      headers: goHeaders,
    });
    expect(typeof json(revoked).message).toBe('string');
  });

  test('adds an end entity, reads it by its name, sets its status and deletes it', async () => {
    const added = await server.send({
      method: 'POST',
      path: `${api}/v1/endentity`,
      headers: { ...goHeaders, Accept: '*/*' },
      body: {
        username: 'ejbca/terraform',
        password: 'secret',
        subject_dn: 'CN=www.corp.example',
        ca_name: 'Sectigo OV',
        certificate_profile_name: 'DV SSL',
        end_entity_profile_name: 'AnyCA',
        token: 'USERGENERATED',
        account_binding_id: '',
      },
    });
    expect(added.status).toBe(200);
    const read = async () => {
      const body = {
        max_number_of_results: 1,
        criteria: [{ property: 'QUERY', value: 'ejbca/terraform', operation: 'EQUAL' }],
      };
      const path = `${api}/v1/endentity/search`;
      return json(await server.send({ method: 'POST', path, headers: goHeaders, body })).end_entities;
    };
    expect(await read()).toMatchObject([
      { username: 'ejbca/terraform', dn: 'CN=www.corp.example', token: 'USERGENERATED', status: 'NEW' },
    ]);
    const path = `${api}/v1/endentity/${goEscape('ejbca/terraform')}`;
    const set = { password: 'secret', token: 'USERGENERATED', status: 'GENERATED' };
    const headers = goHeaders;
    expect(
      (await server.send({ method: 'POST', path: `${path}/setstatus`, headers, body: set })).status,
    ).toBe(200);
    expect(await read()).toMatchObject([{ status: 'GENERATED' }]);
    expect((await server.send({ method: 'DELETE', path, headers })).status).toBe(200);
    expect(await read()).toEqual([]);
  });

  test('reads the profiles', async () => {
    const authorized = await server.send({
      path: `${api}/v2/endentity/profiles/authorized`,
      headers: goHeaders,
    });
    const [profile] = json(authorized).end_entitie_profiles as { name: string }[];
    const path = `${api}/v2/endentity/profile/${goEscape(profile?.name ?? '')}`;
    expect(json(await server.send({ path, headers: goHeaders }))).toMatchObject({
      end_entity_profile_name: 'AnyCA',
      available_cas: expect.arrayContaining(['Sectigo OV']),
      available_certificate_profiles: expect.arrayContaining(['DV SSL']),
    });
  });
});

test("the SPIRE authority takes the chain's last certificate for its trust anchor", async () => {
  const response = await enroll(
    {
      ...names,
      certificate_request: csr,
      username: 'spire',
      password: 'aB3dE5fG7hJ9kL1m',
      include_chain: true,
      account_binding_id: '',
    },
    goHeaders,
  );
  const { certificate, certificate_chain } = json(response);
  const chain = (certificate_chain as string[]).map(decodeOnce);
  expectChain([decodeOnce(String(certificate)), ...chain]);
  expect(chain.at(-1)?.subject).toBe(chain.at(-1)?.issuer);
});

test('the signer for Kubernetes makes a PEM bundle of certificate and chain', async () => {
  const body = { ...names, certificate_request: csr, username: 'k8s', password: 'x', include_chain: true };
  const { certificate, certificate_chain, response_format } = json(await enroll(body, goHeaders));
  expect(response_format).toBe('DER');
  expectChain([String(certificate), ...(certificate_chain as string[])].map(decodeTwice));
});

describe('the easy REST client (erce)', () => {
  const headers = {
    'Content-Type': 'application/json',
    'User-Agent': 'Apache-HttpClient/4.5.13 (Java/11.0.2)',
  };
  const get = (path: string) => server.send({ path: `${api}${path}`, headers });

  test('reads status, counts and CAs', async () => {
    expect(json(await get('/v2/certificate/status'))).toEqual({
      status: 'OK',
      version: '2.0',
      revision: expect.any(String),
    });
    await enrolled();
    expect(json(await get('/v2/certificate/count?isActive=true')).count).toBe(1);
    expect(json(await get('/v2/certificate/count?isActive=false')).count).toBe(1);
    expect((await get('/v1/ca')).status).toBe(200);
  });

  test('downloads a chain with a plus for each blank, and no CRL', async () => {
    await enrolled();
    const encode = (text: string) => encodeURIComponent(text).replaceAll('%20', '+');
    const download = await get(`/v1/ca/${encode('CN=Sectigo OV')}/certificate/download`);
    expect(pemContents(download.text)).toHaveLength(2);
    expect((await get(`/v1/ca/${encode('CN=Sectigo OV')}/getLatestCrl?deltaCrl=false`)).status).toBe(404);
  });

  test('enrolls with include_chain as the text "false", and decodes once', async () => {
    const body = JSON.stringify({
      ...names,
      certificate_request: csr.replaceAll('\n', '\r\n'),
      username: 'erce',
      password: 'foo123',
      include_chain: 'false',
    });
    const response = await enroll(body, headers);
    expect(response.status).toBe(201);
    expect(decodeOnce(String(json(response).certificate)).subject).toContain('www.corp.example');
    expect(json(response)).not.toHaveProperty('certificate_chain');
  });

  test('revokes with a body of {}, and now as the date', async () => {
    const { serialNumber } = await enrolled();
    const date = new Date().toISOString().slice(0, 16);
    const issuer = awkwardIssuer.replaceAll(' ', '%20').replaceAll('+', '%2b');
    const path = `${api}/v1/certificate/${issuer.replaceAll('\\', '%5C')}/${serialNumber}/revoke?reason=UNSPECIFIED&date=${date}Z`;
    expect((await server.send({ method: 'PUT', path, headers, body: '{}' })).status).toBe(200);
  });
});

test('acme2certifier asks for the status, enrolls, asks whether it is revoked, and revokes', async () => {
  const headers = { 'User-Agent': 'python-requests/2.31.0', Accept: '*/*' };
  const { status } = json(await server.send({ path: `${api}/v1/certificate/status`, headers }));
  expect(String(status).toLowerCase()).toBe('ok');
  const response = await enroll(
    { ...names, certificate_request: csr, username: 'acme', password: 'foo123', include_chain: true },
    headers,
  );
  const { certificate, certificate_chain, serial_number } = json(response);
  expect(decodeOnce(String(certificate)).subject).toContain('www.corp.example');
  expect(Array.isArray(certificate_chain)).toBe(true);
  const issuer = encodeURIComponent(awkwardIssuer);
  const path = `${api}/v1/certificate/${issuer}/${String(serial_number).toLowerCase()}`;
  expect(json(await server.send({ path: `${path}/revocationstatus`, headers })).revoked).toBe(false);
  const revoked = await server.send({ method: 'PUT', path: `${path}/revoke?reason=KEYCOMPROMISE`, headers });
  expect(json(revoked).revoked).toBe(true);
  expect(json(await server.send({ path: `${path}/revocationstatus`, headers })).revoked).toBe(true);
});

test('the Ansible role wants exactly OK, and sends include_chain as the text "true"', async () => {
  const headers = { 'User-Agent': 'ansible-httpget', 'Content-Type': 'application/json' };
  expect(json(await server.send({ path: `${api}/v1/certificate/status`, headers })).status).toBe('OK');
  const body = {
    ...names,
    certificate_request: csr,
    username: 'ansible',
    password: 'x',
    include_chain: 'true',
  };
  const response = await enroll(body, headers);
  expect(response.status).toBe(201);
  expectChain(
    [String(json(response).certificate), ...(json(response).certificate_chain as string[])].map(decodeOnce),
  );
});

test('the ILM connector reads pages until an empty one, and needs both profile ids', async () => {
  const headers = { Accept: '*/*', 'Content-Type': 'application/json' };
  for (let index = 0; index < 5; index += 1) {
    await host.add('Sectigo OV', { subject: `CN=host-${index}` }, { userName: `user-${index}` });
  }
  const criteria = [
    { property: 'CA', value: 'Sectigo OV', operation: 'EQUAL' },
    { property: 'END_ENTITY_PROFILE', value: 'AnyCA', operation: 'EQUAL' },
    ...['CERT_ACTIVE', 'CERT_NOTIFIEDABOUTEXPIRATION', 'CERT_REVOKED'].map((value) => ({
      property: 'STATUS',
      value,
      operation: 'EQUAL',
    })),
    { property: 'ISSUED_DATE', value: '2000-01-01T00:00:00Z', operation: 'AFTER' },
  ];
  const read: Json[] = [];
  for (let page = 1; ; ) {
    const response = await server.send({
      method: 'POST',
      path: `${api}/v2/certificate/search`,
      headers,
      body: {
        pagination: { page_size: 2, current_page: page },
        sort: { property: 'USERNAME', operation: 'ASC' },
        criteria,
      },
    });
    const { certificates, pagination_summary } = json(response) as {
      certificates: Json[];
      pagination_summary: { current_page: number };
    };
    if (certificates.length === 0) break;
    read.push(...certificates);
    page = pagination_summary.current_page + 1;
  }
  expect(read.map(({ username }) => username)).toEqual(['user-0', 'user-1', 'user-2', 'user-3', 'user-4']);
  for (const { certificateProfileId, endEntityProfileId, base64Cert } of read) {
    expect([certificateProfileId, endEntityProfileId].every(Number.isInteger)).toBe(true);
    expect(decodeOnce(String(decode(String(base64Cert))?.toString())).subject).toMatch(/^CN=host-/);
  }
});

test('ca3s reads ten at a time by the date of issuance, and decodes twice', async () => {
  const issued = (day: number) => new Date(Date.UTC(2026, 1, day));
  for (let day = 1; day <= 12; day += 1) {
    await host.add('Sectigo OV', { subject: `CN=host-${day}`, notBefore: issued(day) });
  }
  const read: string[] = [];
  let lastUpdate = '2018-06-27T08:07:52Z';
  for (let round = 0; round < 2; round += 1) {
    const response = await server.send({
      method: 'POST',
      path: `${api}/v2/certificate/search`,
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'Java/17.0.9' },
      body: {
        pagination: { page_size: 10, current_page: 1 },
        sort: { property: 'ISSUED_DATE', operation: 'ASC' },
        criteria: [{ property: 'ISSUED_DATE', value: lastUpdate, operation: 'AFTER' }],
      },
    });
    for (const { base64Cert, notBefore } of json(response).certificates as Json[]) {
      const certificate = Buffer.from(Buffer.from(String(base64Cert), 'base64').toString(), 'base64');
      read.push(new X509Certificate(certificate).subject);
      lastUpdate = new Date(Number(notBefore)).toISOString().replace('.000Z', 'Z');
    }
  }
  expect(read).toEqual(Array.from({ length: 12 }, (_, index) => `CN=host-${index + 1}`));
});

describe('the nodes for Node-RED', () => {
  const headers = { Accept: 'application/json' };

  test("enroll without a user name, and name the CA in place of the issuer's DN", async () => {
    const typed = { ...headers, 'Content-Type': 'application/json' };
    const response = await enroll(JSON.stringify({ ...names, certificate_request: csr }), typed);
    expect(response.status).toBe(201);
    const serial = json(response).serial_number;
    const status = await server.send({
      path: `${api}/v1/certificate/CN%3DSectigo%20OV/${serial}/revocationstatus`,
      headers,
    });
    expect(json(status)).toMatchObject({ issuer_dn: 'CN=Sectigo OV', revoked: false });
    const revoked = await server.send({
      method: 'PUT',
      path: `${api}/v1/certificate/Sectigo%20OV/${serial}/revoke?reason=SUPERSEDED`,
      headers: typed,
    });
    expect(json(revoked)).toMatchObject({ issuer_dn: 'Sectigo OV', revoked: true });
  });

  test('search with properties that the first search has not, and make no keystore', async () => {
    await enrolled();
    const body = {
      max_number_of_results: 10,
      current_page: 0,
      criteria: [{ property: 'QUERY', value: '%', operation: 'LIKE' }],
      sort_operation: { property: 'USERNAME', operation: 'ASC' },
    };
    const found = await server.send({ method: 'POST', path: `${api}/v1/certificate/search`, headers, body });
    expect(json(found).certificates).toHaveLength(1);
    const path = `${api}/v1/certificate/enrollkeystore`;
    expect((await server.send({ method: 'POST', path, headers, body: {} })).status).toBe(404);
  });
});

describe('the Python SDK', () => {
  // Beside its client certificate.
  const headers = { 'User-Agent': 'python-httpx/0.23.0', Authorization: 'Basic x' };
  const send = (method: string, path: string, body?: unknown) =>
    server.send({ method, path: `${api}${path}`, headers, body });

  test('adds an end entity and requests its certificate; codes are 200 and 201', async () => {
    const added = await send('POST', '/v1/endentity', {
      username: 'python',
      password: 'foo123',
      subject_dn: 'CN=www.corp.example',
      subject_alt_name: '',
      email: '',
      extension_data: [],
      ca_name: 'Sectigo OV',
      certificate_profile_name: 'DV SSL',
      end_entity_profile_name: 'AnyCA',
      token: 'USERGENERATED',
      account_binding_id: '',
    });
    expect(added.status).toBe(200);
    const response = await send('POST', '/v1/certificate/certificaterequest', {
      certificate_request: csr,
      username: 'python',
      password: 'foo123',
      include_chain: true,
    });
    expect(response.status).toBe(201);
    expect(decodeOnce(String(json(response).certificate)).subject).toContain('www.corp.example');
  });

  test('encodes nothing but blanks in a path, not even slashes, and writes microseconds', async () => {
    const { serialNumber } = await enrolled();
    const issuer = awkwardIssuer.replaceAll(' ', '%20').replaceAll('\\', '%5C');
    const path = `/v1/certificate/${issuer}/${serialNumber}`;
    expect((await send('GET', `${path}/revocationstatus`)).status).toBe(200);
    expect((await send('GET', `/v1/ca/${issuer}/certificate/download`)).status).toBe(200);
    const date = new Date().toISOString().replace(/Z$/, '123+00:00');
    const revoked = await send('PUT', `${path}/revoke?reason=SUPERSEDED&date=${encodeURIComponent(date)}`);
    expect(revoked.status).toBe(200);
  });

  test('reads all the rest that it has operations for', async () => {
    for (const path of [
      '/v1/ca',
      '/v1/ca/status',
      '/v1/certificate/status',
      '/v2/certificate/status',
      '/v1/endentity/status',
      '/v2/endentity/status',
      '/v2/certificate/profile/DV%20SSL',
      '/v2/endentity/profiles/authorized',
      '/v2/endentity/profile/AnyCA',
    ]) {
      expect((await send('GET', path)).status).toBe(200);
    }
  });
});

test('the lifecycle script reads pages until a short one, and past the end', async () => {
  for (let index = 0; index < 7; index += 1) await host.add('Sectigo OV', { subject: `CN=host-${index}` });
  const headers = { 'User-Agent': 'python-requests/2.32.3' };
  const criteria = [{ property: 'QUERY', value: '%', operation: 'LIKE' }];
  const page = async (current_page: number) => {
    const body = { criteria, pagination: { page_size: 3, current_page } };
    const response = await server.send({
      method: 'POST',
      path: `${api}/v2/certificate/search`,
      headers,
      body,
    });
    expect(response.status).toBe(200);
    return (json(response).certificates as Json[]).length;
  };
  expect([await page(1), await page(2), await page(3), await page(4)]).toEqual([3, 3, 1, 0]);
  const counted = await server.send({
    method: 'POST',
    path: `${api}/v2/certificate/search`,
    headers,
    body: { criteria, pagination: { page_size: 1, current_page: -1 } },
  });
  expect(json(counted).pagination_summary).toMatchObject({ total_certs: 7 });
  const authorized = await server.send({ path: `${api}/v2/endentity/profiles/authorized/`, headers });
  expect(authorized.status).toBe(200);
});

test('Keyfactor Command finds all of it below the prefix of an AnyCA gateway', async () => {
  const prefix = '/AnyGatewayREST/ejbca/ejbca-rest-api';
  const headers = { Accept: 'application/json', 'X-Keyfactor-Requested-With': 'APIClient' };
  await host.add('Sectigo OV', { subject: 'CN=a' }, { changedAt: new Date('2026-05-01T00:00:00Z') });
  const body = {
    pagination: { page_size: 500, current_page: 1 },
    sort: { property: 'UPDATE_TIME', operation: 'ASC' },
    criteria: [{ property: 'UPDATE_TIME', value: '2026-04-30T23:55:00Z', operation: 'AFTER' }],
  };
  const found = await server.send({ method: 'POST', path: `${prefix}/v2/certificate/search`, headers, body });
  expect(json(found).certificates).toHaveLength(1);
  for (const path of ['/v1/ca', '/v2/endentity/profiles/authorized', '/v2/certificate/profile/OV%20SSL']) {
    expect((await server.send({ path: `${prefix}${path}`, headers })).status).toBe(200);
  }
});
