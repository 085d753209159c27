/** Which client certificates are trusted, over TLS, with certificates and chains that OpenSSL makes. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, type AgentOptions, request } from 'node:https';
import type { OwnCertificate } from '@certbridge/certificate/request';
import { Hono } from 'hono';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AccessSettingsSchema } from '../src/access/access-settings.ts';
import { createAccess } from '../src/access/create-access.ts';
import { renderError } from '../src/ejbca/render-error.ts';
import type { GatewayEnv } from '../src/gateway-env.ts';
import {
  authorityExtensions,
  createOpensslPki,
  type OpensslContent,
  type OpensslPki,
} from './support/openssl-pki.ts';
import { type Connecting, type ServedApp, send, serveApp } from './support/serve-app.ts';
import { createTestAuthority, type TestAuthority } from './support/test-authority.ts';

let pki: OpensslPki;
let own: TestAuthority;
let root: OwnCertificate;
/** Has the name of the root, and another key. */
let impostor: OwnCertificate;
let served: ServedApp;
let authorities: string[];

const versions = ['TLSv1.2', 'TLSv1.3'] as const;
const forClients = ['extendedKeyUsage=clientAuth'];
const rules = ['Trial CA', 'Issuing CA', 'Lower CA', 'command', 'Old CA'].map((commonName) => ({
  name: commonName,
  certificate: { issuer: `CN=${commonName}`, subject: 'CN=command' },
  roles: ['read' as const],
}));

beforeAll(async () => {
  [pki, own] = await Promise.all([createOpensslPki(), createTestAuthority('Server CA')]);
  [root, impostor] = await Promise.all([authority('Trial CA'), authority('Trial CA')]);
  authorities = [root.certificate];
  const access = createAccess({
    settings: v.parse(AccessSettingsSchema, { rules }),
    clientAuthorities: () => authorities,
    certificates: { find: () => undefined },
  });
  const app = new Hono<GatewayEnv>();
  app.onError(renderError);
  app.get('/status', (context) => context.text('OK'));
  app.use(access.authenticate);
  app.get('/', (context) => context.text(context.var.caller.name));
  served = await serveApp(app, { server: await own.server() });
});
afterAll(async () => {
  await served.close();
  await pki.remove();
});

function authority(
  commonName: string,
  issuer?: OwnCertificate,
  extensions: readonly string[] = authorityExtensions,
) {
  return pki.issue({ commonName, extensions }, issuer);
}

/** A certificate for a client, with those that it sends behind it. */
async function client(
  issuer: OwnCertificate | undefined,
  { sent = [], ...content }: Partial<OpensslContent> & { readonly sent?: readonly OwnCertificate[] } = {},
): Promise<OwnCertificate> {
  const leaf = await pki.issue({ commonName: 'command', extensions: forClients, ...content }, issuer);
  return { ...leaf, certificate: [leaf, ...sent].map(({ certificate }) => certificate).join('') };
}

/** Statuses of a call that needs a caller, and of one that needs none. */
async function statusesOf(presented: OwnCertificate, trusted = [root.certificate], further: object = {}) {
  authorities = trusted;
  const statuses: number[] = [];
  for (const path of ['/', '/status']) {
    const options = { ca: own.certificate, client: presented, ...further };
    statuses.push((await send(`${served.url}${path}`, options)).status);
  }
  return statuses;
}

const trusted = [200, 200];
const refused = [403, 200];

describe.each(versions)('with %s', (maxVersion) => {
  test('an issuer with the name of an authority and another key is refused, and not cut off', async () => {
    const presented = await client(impostor);
    const [issuer, otherRoot] = await Promise.all([
      client(impostor, { sent: [impostor] }),
      client(impostor, { sent: [root] }),
    ]);
    for (const each of [presented, issuer, otherRoot]) {
      for (let time = 0; time < 5; time += 1) {
        expect(await statusesOf(each, undefined, { maxVersion })).toEqual(refused);
      }
    }
    // Clients of OpenSSL send what they know of the name of their issuer.
    expect(
      await statusesOf(presented, undefined, { maxVersion, ca: [own.certificate, root.certificate] }),
    ).toEqual(refused);
  });

  test('of two authorities of one name either is trusted, in any order', async () => {
    const both = [root.certificate, impostor.certificate];
    for (const each of [root, impostor]) {
      const presented = await client(each);
      for (const files of [both, both.toReversed(), [both.join('')]]) {
        expect(await statusesOf(presented, files, { maxVersion })).toEqual(trusted);
      }
    }
  });

  test('a session that is begun again has the certificates between the client and its authority', async () => {
    const issuing = await authority('Issuing CA', root);
    const presented = await client(issuing, { sent: [issuing] });
    expect(await statusesOf(presented, undefined, { maxVersion })).toEqual(trusted);
    authorities = [root.certificate];
    expect(await resumed({ ca: own.certificate, client: presented, maxVersion })).toEqual([200, 200]);
  });
});

describe('a client certificate is trusted', () => {
  test('where the certificates between it and its authority are sent, in any order, or known', async () => {
    const issuing = await authority('Issuing CA', root);
    const lower = await authority('Lower CA', issuing);
    for (const sent of [
      [lower, issuing],
      [issuing, lower],
      [lower, issuing, root],
      [impostor, lower, issuing],
    ]) {
      expect(await statusesOf(await client(lower, { sent }))).toEqual(trusted);
    }
    const presented = await client(lower, { sent: [lower] });
    expect(await statusesOf(presented)).toEqual(refused);
    expect(await statusesOf(presented, [root.certificate + issuing.certificate])).toEqual(trusted);
  });

  test.each<[string, Partial<OpensslContent>]>([
    ['without extensions', { extensions: ['subjectAltName=DNS:a.example'] }],
    [
      'for servers and clients',
      { extensions: ['extendedKeyUsage=serverAuth,clientAuth', 'keyUsage=digitalSignature'] },
    ],
    ['with an RSA key', { key: ['rsa:2048'] }],
    ['with a critical extension that is known', { extensions: ['subjectAltName=critical,DNS:a.example'] }],
  ])('%s', async (_, content) => {
    expect(await statusesOf(await client(root, content))).toEqual(trusted);
  });

  test('by a root of version 1, below it, too', async () => {
    const old = await pki.issue({ commonName: 'Old CA' });
    expect(await statusesOf(await client(old), [old.certificate])).toEqual(trusted);
    const issuing = await authority('Issuing CA', old);
    expect(await statusesOf(await client(issuing, { sent: [issuing] }), [old.certificate])).toEqual(trusted);
  });

  test('as long as the authorities are the same, on a connection that is open', async () => {
    const presented = await client(root);
    const statuses = await onOneConnection({ ca: own.certificate, client: presented }, [
      () => {
        authorities = [root.certificate];
      },
      () => {
        authorities = [impostor.certificate];
      },
      () => {
        authorities = [impostor.certificate, root.certificate];
      },
    ]);
    expect(statuses).toEqual([200, 403, 200]);
  });
});

describe('a client certificate is refused', () => {
  test.each<[string, Partial<OpensslContent>]>([
    ['for servers alone', { extensions: ['extendedKeyUsage=serverAuth'] }],
    ['whose key may prove nothing', { extensions: ['keyUsage=keyEncipherment'] }],
    ['that has expired', { days: -1 }],
    [
      'with a critical extension that nobody knows',
      { extensions: ['1.3.6.1.4.1.99999.1=critical,ASN1:NULL'] },
    ],
    ['with a weak signature', { digest: 'sha1' }],
  ])('%s', async (_, content) => {
    expect(await statusesOf(await client(root, content))).toEqual(refused);
  });

  test('by itself, and by another client', async () => {
    expect(await statusesOf(await client(undefined))).toEqual(refused);
    const other = await client(root);
    expect(await statusesOf(await client(other, { sent: [other] }))).toEqual(refused);
  });

  test.each<[string, readonly string[]]>([
    ['is not for clients', [...authorityExtensions, 'extendedKeyUsage=serverAuth']],
    ['is no authority', ['basicConstraints=CA:FALSE']],
    ['says nothing of it', ['subjectAltName=DNS:a.example']],
    ['may sign no certificates', ['basicConstraints=CA:TRUE', 'keyUsage=cRLSign']],
    [
      'is limited to other names',
      [...authorityExtensions, 'nameConstraints=critical,permitted;DNS:b.example'],
    ],
  ])('whose issuer %s', async (_, extensions) => {
    const issuing = await authority('Issuing CA', root, extensions);
    const named = { extensions: [...forClients, 'subjectAltName=DNS:www.a.example'] };
    expect(await statusesOf(await client(issuing, { ...named, sent: [issuing] }))).toEqual(refused);
  });

  test('of an issuer within its names it is not', async () => {
    const limited = [...authorityExtensions, 'nameConstraints=critical,permitted;DNS:a.example'];
    const issuing = await authority('Issuing CA', root, limited);
    const named = { extensions: [...forClients, 'subjectAltName=DNS:www.a.example'] };
    expect(await statusesOf(await client(issuing, { ...named, sent: [issuing] }))).toEqual(trusted);
  });

  test('below more authorities than one of them allows', async () => {
    const limited = ['basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=critical,keyCertSign'];
    const issuing = await authority('Issuing CA', root, limited);
    expect(await statusesOf(await client(issuing, { sent: [issuing] }))).toEqual(trusted);
    const lower = await authority('Lower CA', issuing);
    expect(await statusesOf(await client(lower, { sent: [lower, issuing] }))).toEqual(refused);
  });

  test('below an authority that has expired', async () => {
    const expired = await pki.issue(
      { commonName: 'Issuing CA', extensions: authorityExtensions, days: -1 },
      root,
    );
    expect(await statusesOf(await client(expired, { sent: [expired] }))).toEqual(refused);
    const oldRoot = await pki.issue({ commonName: 'Old CA', extensions: authorityExtensions, days: -1 });
    expect(await statusesOf(await client(oldRoot), [oldRoot.certificate])).toEqual(refused);
  });

  test('whose chain leads in circles', async () => {
    const one = await authority('Lower CA', impostor);
    const loop = await Promise.all(Array.from({ length: 12 }, () => authority('Issuing CA', one)));
    const last = loop[0] ?? one;
    expect(await statusesOf(await client(last, { sent: [...loop, one, impostor] }))).toEqual(refused);
  });
});

/** Sends a request over each of two connections, of which the second may resume the session of the first. */
async function resumed(connecting: Connecting): Promise<(number | undefined)[]> {
  const agent = agentOf(connecting, { keepAlive: false });
  return [(await get(agent)).status, (await get(agent)).status];
}

/** Sends a request after each step, all over one connection. */
async function onOneConnection(connecting: Connecting, steps: readonly (() => void)[]) {
  const agent = agentOf(connecting, { keepAlive: true, maxSockets: 1 });
  const statuses: (number | undefined)[] = [];
  for (const [index, step] of steps.entries()) {
    step();
    const { status, isReused } = await get(agent);
    expect(isReused).toBe(index > 0);
    statuses.push(status);
  }
  agent.destroy();
  return statuses;
}

function agentOf({ client: presented, ...options }: Connecting, pooling: AgentOptions): Agent {
  return new Agent({ ...options, ...pooling, cert: presented?.certificate, key: presented?.key });
}

async function get(
  agent: Agent,
): Promise<{ readonly status: number | undefined; readonly isReused: boolean }> {
  const sent = request(served.url, { agent }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return { status: response.statusCode, isReused: sent.reusedSocket };
}
