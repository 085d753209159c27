import { X509Certificate } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { caError } from '../support/ca-error.ts';
import { type EjbcaServer, serveEjbca, type WireResponse } from '../support/ejbca-server.ts';
import {
  api,
  awkwardIssuer,
  createEjbcaWorld,
  type EjbcaWorld,
  secondIssuer,
} from '../support/ejbca-world.ts';
import type { MemoryHost } from '../support/memory-host.ts';
import { pemContents } from '../support/pem-contents.ts';

let world: EjbcaWorld;
let host: MemoryHost;
let server: EjbcaServer;

beforeAll(async () => {
  world = await createEjbcaWorld();
});
beforeEach(async () => {
  host = world.createHost();
  server = await serveEjbca({ host, settings: { waitMs: 10 } });
});
afterEach(() => server.close());

describe('the list of CAs', () => {
  const list = async () => {
    const { body } = await server.send({ path: `${api}/v1/ca?includeExternal=true` });
    return (body as { certificate_authorities: { id: number }[] }).certificate_authorities;
  };

  test('has one entry for each configured CA, with the issuer of its newest certificate and the root above', async () => {
    await host.add('Sectigo OV', { subject: 'CN=a' });
    await host.add('Second CA', { subject: 'CN=b' });
    expect(await list()).toEqual([
      {
        id: expect.any(Number),
        name: 'Sectigo OV',
        subject_dn: awkwardIssuer,
        issuer_dn: world.main.root,
        expiration_date: '2040-01-01T00:00:00Z',
      },
      expect.objectContaining({ name: 'Second CA', subject_dn: secondIssuer }),
    ]);
  });

  test("has CAs that have issued nothing, and whose chain can't be had: clients look for the name", async () => {
    const unknown = { subject_dn: 'CN=Second CA', issuer_dn: 'CN=Second CA' };
    await host.add('Sectigo OV', { subject: 'CN=a' });
    host.decide({ chain: () => Promise.reject(caError('SCM does not respond.')) });
    expect(await list()).toEqual([
      expect.objectContaining({
        name: 'Sectigo OV',
        subject_dn: awkwardIssuer,
        issuer_dn: '',
        expiration_date: '9999-12-31T23:59:59Z',
      }),
      expect.objectContaining({ name: 'Second CA', ...unknown, expiration_date: '9999-12-31T23:59:59Z' }),
    ]);
  });

  test('does not wait for an authority longer than clients do', async () => {
    await host.add('Sectigo OV', { subject: 'CN=a' });
    host.decide({
      chain: (signal) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(caError('Too late.')))),
    });
    expect(await list()).toMatchObject([{ name: 'Sectigo OV' }, { name: 'Second CA' }]);
  });

  test('has ids that stay the same and fit into 32 bits', async () => {
    const ids = (await list()).map(({ id }) => id);
    expect((await list()).map(({ id }) => id)).toEqual(ids);
    expect(ids.every((id) => id === (id | 0))).toBe(true);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('the download of a chain', () => {
  beforeEach(() => host.add('Sectigo OV', { subject: 'CN=a' }));

  const download = (subject: string): Promise<WireResponse> =>
    server.send({ path: `${api}/v1/ca/${subject}/certificate/download` });

  test('is PEM, the CA first and the root last, each named before it, base64 on one line', async () => {
    const { status, headers, text } = await download(encodeURIComponent(awkwardIssuer));
    expect(status).toBe(200);
    const [issuing, root] = world.main.chain.map((der) => Buffer.from(der).toString('base64'));
    expect(text.split('\n')).toEqual([
      `Subject: ${awkwardIssuer}`,
      `Issuer: ${world.main.root}`,
      '-----BEGIN CERTIFICATE-----',
      issuing,
      '-----END CERTIFICATE-----',
      `Subject: ${world.main.root}`,
      `Issuer: ${world.main.root}`,
      '-----BEGIN CERTIFICATE-----',
      root,
      '-----END CERTIFICATE-----',
      '',
    ]);
    expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
    expect(headers['content-disposition']).toMatch(
      /^attachment; filename="CN=Test OV CA R1,.*\.cacert\.pem"$/,
    );
    expect(
      pemContents(text).map((content) => new X509Certificate(Buffer.from(content, 'base64')).ca),
    ).toEqual([true, true]);
  });

  test.each([
    ['Go', encodeURIComponent(awkwardIssuer).replaceAll(/%(24|26|2B|3D|3A|40)/g, decodeURIComponent)],
    ['Java', awkwardIssuer.replaceAll(' ', '%20').replaceAll('+', '%2B').replaceAll('\\', '%5C')],
    ['the Python SDK, slashes bare', awkwardIssuer.replaceAll(' ', '%20').replaceAll('\\', '%5C')],
    ['the name of the CA', 'Sectigo%20OV'],
    ['the name of the CA as a common name', 'CN=Sectigo%20OV'],
  ])('takes the DN as %s', async (_, subject) => {
    expect((await download(subject)).status).toBe(200);
  });

  test('is 404 for a CA that there is not, and for one that has issued nothing', async () => {
    expect((await download('CN=Other')).status).toBe(404);
    expect((await download('Second%20CA')).status).toBe(404);
  });

  test("is 503 where the connection of the CA can't be used", async () => {
    const error = caError('The login is refused.');
    host.decide({ chain: () => Promise.reject(error) });
    expect(await download('Sectigo%20OV')).toMatchObject({ status: 503 });
  });

  test("puts nothing into its header that a header can't have", async () => {
    const subject = encodeURIComponent('CN="Sectigo OV"\r\nX: y,Ü');
    expect((await download(subject)).status).toBe(404);
  });
});

test('a CRL is 404 that says where to find one', async () => {
  const response = await server.send({ path: `${api}/v1/ca/Sectigo%20OV/getLatestCrl?deltaCrl=false` });
  expect(response).toMatchObject({
    status: 404,
    body: { error_message: expect.stringContaining('no CRL of its own') },
  });
});
