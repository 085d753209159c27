/** Client certificates that the TLS layer refuses, over TLS, with chains that OpenSSL makes. */
import type { OwnCertificate } from '@certbridge/certificate/request';
import { Hono } from 'hono';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AccessSettingsSchema } from '../src/access/access-settings-schema.ts';
import { createAccess } from '../src/access/create-access.ts';
import { requireCaller } from '../src/access/require-caller.ts';
import { renderError } from '../src/ejbca/render-error.ts';
import type { GatewayEnv } from '../src/gateway-env.ts';
import { authorityExtensions, createOpensslPki, type OpensslPki } from './support/openssl-pki.ts';
import { type ServedApp, send, serveApp } from './support/serve-app.ts';
import { createTestAuthority, type TestAuthority } from './support/test-authority.ts';

let pki: OpensslPki;
let own: TestAuthority;
let root: OwnCertificate;
/** Has the name of the root, and another key. */
let impostor: OwnCertificate;
let served: ServedApp;

beforeAll(async () => {
  [pki, own] = await Promise.all([createOpensslPki(), createTestAuthority('Server CA')]);
  [root, impostor] = await Promise.all([authority('Trial CA'), authority('Trial CA')]);
  const certificate = { issuer: 'CN=Trial CA', subject: 'CN=command' };
  const access = createAccess({
    settings: v.parse(AccessSettingsSchema, { rules: [{ name: 'command', certificate, roles: ['read'] }] }),
    clientAuthorities: () => [root.certificate],
    certificates: { find: () => undefined },
  });
  const app = new Hono<GatewayEnv>();
  app.onError(renderError);
  app.get('/status', (context) => context.text('OK'));
  app.use(requireCaller(access));
  app.get('/', (context) => context.text(context.var.caller.name));
  served = await serveApp(app, { server: await own.server(), clientAuthorities: [root.certificate] });
});
afterAll(async () => {
  await served.close();
  await pki.remove();
});

function authority(commonName: string, issuer?: OwnCertificate) {
  return pki.issue({ commonName, extensions: authorityExtensions }, issuer);
}

/** A certificate for a client, with those that it sends behind it. */
async function client(issuer: OwnCertificate, ...sent: OwnCertificate[]): Promise<OwnCertificate> {
  const leaf = await pki.issue(
    { commonName: 'command', extensions: ['extendedKeyUsage=clientAuth'] },
    issuer,
  );
  return { ...leaf, certificate: [leaf, ...sent].map(({ certificate }) => certificate).join('') };
}

/** Statuses of a call that needs a caller, and of one that needs none. */
async function statusesOf(presented: OwnCertificate, further: Partial<Parameters<typeof send>[1]> = {}) {
  const statuses: number[] = [];
  for (const path of ['/', '/status']) {
    const options = { ca: own.certificate, client: presented, ...further };
    statuses.push((await send(`${served.url}${path}`, options)).status);
  }
  return statuses;
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('with %s', (maxVersion) => {
  test('an issuer with the name of an authority and another key is refused, and not cut off', async () => {
    expect(await statusesOf(await client(root), { maxVersion })).toEqual([200, 200]);
    const presented = await client(impostor);
    for (const each of [presented, await client(impostor, impostor), await client(impostor, root)]) {
      for (let time = 0; time < 5; time += 1) {
        expect(await statusesOf(each, { maxVersion })).toEqual([403, 200]);
      }
    }
    // Clients of OpenSSL send what they know of the name of their issuer.
    const ca = [own.certificate, root.certificate];
    expect(await statusesOf(presented, { maxVersion, ca })).toEqual([403, 200]);
  });
});
