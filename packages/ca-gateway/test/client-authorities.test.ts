/** Which chains lead to an authority: by TLS and by the header of a proxy it is the same. */
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { issueCertificate, type OwnCertificate } from '@certbridge/certificate/request';
import { configure, type LogRecord, reset } from '@logtape/logtape';
import { Hono } from 'hono';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { AccessSettingsSchema } from '../src/access/access-settings-schema.ts';
import { createAccess } from '../src/access/create-access.ts';
import { requireCaller } from '../src/access/require-caller.ts';
import { renderError } from '../src/ejbca/render-error.ts';
import type { GatewayEnv } from '../src/gateway-env.ts';
import { authorityExtensions, createOpensslPki, type OpensslPki } from './support/openssl-pki.ts';
import { type ServedApp, send, serveApp } from './support/serve-app.ts';
import { createTestAuthority, type TestAuthority } from './support/test-authority.ts';

const forClients = ['extendedKeyUsage=clientAuth'];
const ways = [
  'TLSv1.2',
  'TLSv1.3',
  'Traefik',
  'Traefik, escaped',
  'nginx',
  'Envoy',
  "Envoy's chain",
] as const;
type Way = (typeof ways)[number];

let pki: OpensslPki;
let own: TestAuthority;
let root: OwnCertificate;
let issuing: OwnCertificate;
let served: ServedApp[] = [];

beforeAll(async () => {
  [pki, own] = await Promise.all([createOpensslPki(), createTestAuthority('Server CA')]);
  root = await authority('Root CA');
  issuing = await authority('Issuing CA', root);
});
afterEach(async () => {
  await reset();
  for (const each of served) await each.close();
  served = [];
});
afterAll(() => pki.remove());

test.each(ways)('an authority that has not signed itself vouches for clients alone (%s)', async (way) => {
  const call = await serve(way, [issuing]);
  const client = await issue(issuing);
  for (const sent of [[], [issuing], [issuing, root]]) expect(await call(client, sent)).toBe(200);
  const foreign = await issue(await authority('Issuing CA'));
  for (const sent of [[], [issuing]]) expect(await call(foreign, sent)).toBe(403);
  // The root itself is not among the authorities.
  expect(await call(await issue(root), [root])).toBe(403);
  const other = await authority('Other CA', root);
  expect(await call(await issue(other), [other, root])).toBe(403);
});

test.each(ways)('an authority with the label of older tools counts (%s)', async (way) => {
  const certificate = issuing.certificate.replaceAll('CERTIFICATE', 'X509 CERTIFICATE');
  const call = await serve(way, [{ ...issuing, certificate }]);
  expect(await call(await issue(issuing), [])).toBe(200);
});

test.each(ways)('certificates that come with that of a client lead to an authority (%s)', async (way) => {
  const call = await serve(way, [root]);
  const lower = await authority('Lower CA', issuing);
  const [client, below] = [await issue(issuing), await issue(lower)];
  expect(await call(client, [issuing])).toBe(200);
  expect(await call(client, [])).toBe(403);
  for (const sent of [
    [lower, issuing],
    [issuing, lower],
    [lower, issuing, root],
  ]) {
    expect(await call(below, sent)).toBe(200);
  }
  expect(await call(below, [lower])).toBe(403);
});

test.each(ways)(
  'what comes with the certificate of a client vouches for nobody by itself (%s)',
  async (way) => {
    const call = await serve(way, [root]);
    const foreign = await authority('Root CA');
    const below = await authority('Issuing CA', foreign);
    expect(await call(await issue(foreign), [foreign])).toBe(403);
    expect(await call(await issue(below), [below, foreign])).toBe(403);
    expect(await call(await issue(below), [below, root])).toBe(403);
    const client = await issue(root);
    expect(await call(await issue(client), [client])).toBe(403);
  },
);

describe.each<[string, readonly string[], OpensslDifference?]>([
  ['is for servers alone', [...authorityExtensions, 'extendedKeyUsage=serverAuth']],
  ['is not a CA', ['basicConstraints=CA:FALSE']],
  ['may sign no certificates', ['basicConstraints=CA:TRUE', 'keyUsage=cRLSign']],
  ['has expired', authorityExtensions, { days: -1 }],
])('an issuer that %s', (_, extensions, difference = {}) => {
  test.each(ways)('vouches for nobody, listed or sent (%s)', async (way) => {
    const unfit = await pki.issue({ commonName: 'Unfit CA', extensions, ...difference }, root);
    const client = await issue(unfit);
    expect(await (await serve(way, [unfit]))(client, [])).toBe(403);
    expect(await (await serve(way, [root, unfit]))(client, [])).toBe(403);
    expect(await (await serve(way, [root]))(client, [unfit])).toBe(403);
  });
});

interface OpensslDifference {
  readonly days?: number;
}

test.each(ways)('an authority counts though that above it has expired (%s)', async (way) => {
  const oldRoot = await pki.issue({ commonName: 'Old CA', extensions: authorityExtensions, days: -1 });
  const above = await authority('Issuing CA', oldRoot);
  const call = await serve(way, [oldRoot, above]);
  expect(await call(await issue(above), [])).toBe(200);
  expect(await call(await issue(oldRoot), [])).toBe(403);
});

test.each(ways)('limits of an authority count (%s)', async (way) => {
  const limited = await pki.issue({
    commonName: 'Limited CA',
    extensions: [
      ...['basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=critical,keyCertSign'],
      'nameConstraints=critical,permitted;DNS:a.example',
    ],
  });
  const call = await serve(way, [limited]);
  const named = (name: string) => [...forClients, `subjectAltName=DNS:${name}`];
  expect(await call(await issue(limited, named('www.a.example')), [])).toBe(200);
  expect(await call(await issue(limited, named('www.b.example')), [])).toBe(403);
  const lower = await authority('Lower CA', limited);
  expect(await call(await issue(lower, named('www.a.example')), [lower])).toBe(403);
});

test.each(['Traefik', 'nginx', 'Envoy'] as const)(
  'a client whose key is good for nothing is refused, whoever vouches for it (%s)',
  async (way) => {
    const { n = '' } = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
      format: 'jwk',
    });
    const withExponent = (e: string) => {
      const key = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
      const publicKey = key.export({ format: 'pem', type: 'spki' }).toString();
      return pki.issue({ commonName: 'command', extensions: forClients, publicKey }, root);
    };
    const call = await serve(way, [root]);
    expect(await call(await withExponent('Aw'), [])).toBe(200);
    // With an exponent of 1, what is signed is its own signature.
    expect(await call(await withExponent('AQ'), [])).toBe(403);
  },
);

test.each(ways)('a weak signature counts for nothing (%s)', async (way) => {
  const call = await serve(way, [root]);
  const weak = await pki.issue(
    { commonName: 'Issuing CA', extensions: authorityExtensions, digest: 'sha1' },
    root,
  );
  expect(await call(await issue(weak), [weak])).toBe(403);
});

test.each(ways)('limits of several authorities all count (%s)', async (way) => {
  const limited = (commonName: string, domain: string, issuer?: OwnCertificate) =>
    pki.issue(
      {
        commonName,
        extensions: [...authorityExtensions, `nameConstraints=critical,permitted;DNS:${domain}`],
      },
      issuer,
    );
  const above = await limited('Limited CA', 'a.example');
  const lower = await limited('Lower CA', 'b.a.example', above);
  const call = await serve(way, [above]);
  const named = (name: string) => issue(lower, [...forClients, `subjectAltName=DNS:${name}`]);
  expect(await call(await named('www.b.a.example'), [lower])).toBe(200);
  expect(await call(await named('www.a.example'), [lower])).toBe(403);
  const wide = await limited('Lower CA', 'b.example', above);
  expect(await call(await issue(wide, [...forClients, 'subjectAltName=DNS:www.b.example']), [wide])).toBe(
    403,
  );
});

describe.each([
  ['name', 'permitted;dirName:corp', '/O=Corp/CN=command', '/O=Other/CN=command'],
  ['address', 'permitted;IP:10.0.0.0/255.0.0.0', 'IP:10.1.2.3', 'IP:11.1.2.3'],
  ['mailbox', 'permitted;email:a.example', 'email:x@A.example', 'email:x@b.a.example'],
  ['host not excluded', 'excluded;DNS:b.example', 'DNS:a.example', 'DNS:www.b.example'],
])('a limit by %s', (_, constraint, inside, outside) => {
  test.each(ways)('is kept (%s)', async (way) => {
    const limited = await pki.issue({
      commonName: 'Limited CA',
      extensions: [...authorityExtensions, `nameConstraints=critical,${constraint}`, '[corp]', 'O=Corp'],
    });
    const call = await serve(way, [limited]);
    const statusOf = async (name: string) => {
      const client = name.startsWith('/')
        ? pki.issue({ commonName: 'command', subject: name, extensions: forClients }, limited)
        : issue(limited, [...forClients, `subjectAltName=${name}`]);
      return call(await client, []);
    };
    expect(await statusOf(inside)).toBe(200);
    expect(await statusOf(outside)).toBe(403);
  });
});

describe.each([
  ['Ed25519', ['ed25519'], 200],
  ['brainpoolP256r1', ['ec', '-pkeyopt', 'ec_paramgen_curve:brainpoolP256r1'], 200],
  ['secp256k1', ['ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1'], 200],
  ['prime192v1', ['ec', '-pkeyopt', 'ec_paramgen_curve:prime192v1'], 403],
  ['RSA of 1024 bits', ['rsa:1024'], 403],
] as const)('an authority with a key of %s', (_, key, status) => {
  test.each(ways)(`gets the status ${status} (%s)`, async (way) => {
    const unusual = await pki.issue({ commonName: 'Other CA', extensions: authorityExtensions, key });
    const lower = await authority('Lower CA', unusual);
    const call = await serve(way, [unusual]);
    expect(await call(await issue(unusual), [])).toBe(status);
    expect(await call(await issue(lower), [lower])).toBe(status);
  });
});

test.each(ways)('a certificate whose key or type is not for clients is refused (%s)', async (way) => {
  const call = await serve(way, [root]);
  const statusOf = async (...extensions: string[]) =>
    call(await issue(root, [...forClients, ...extensions]), []);
  expect(await statusOf('keyUsage=critical,keyAgreement', 'nsCertType=client,server')).toBe(200);
  expect(await statusOf('keyUsage=critical,keyEncipherment')).toBe(403);
  expect(await statusOf('nsCertType=server')).toBe(403);
});

test.each(ways)('an authority that has expired keeps no renewed one from vouching (%s)', async (way) => {
  const expired = await pki.issue(
    { commonName: 'Issuing CA', extensions: authorityExtensions, days: -1, keyOf: issuing },
    root,
  );
  const client = await issue(issuing);
  for (const listed of [
    [root, expired],
    [expired, root],
  ]) {
    expect(await (await serve(way, listed))(client, [issuing])).toBe(200);
  }
  for (const listed of [
    [issuing, expired],
    [expired, issuing],
  ]) {
    expect(await (await serve(way, listed))(client, [])).toBe(200);
  }
});

describe.each([
  ['of a client', forClients],
  ['of an authority', ['basicConstraints=critical,CA:TRUE', 'extendedKeyUsage=clientAuth']],
])('a certificate %s that has signed itself', (_, extensions) => {
  test.each(ways)('does not log itself in where it is listed (%s)', async (way) => {
    const own = await pki.issue({ commonName: 'command', extensions });
    expect(await (await serve(way, [own]))(own, [])).toBe(403);
    expect(await (await serve(way, [root, own]))(own, [own])).toBe(403);
  });
});

test('a certificate with what OpenSSL trusts it for counts for nothing in a header', async () => {
  const call = await serve('nginx', [root]);
  const client = await issue(root);
  const certificate = client.certificate.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE');
  expect(await call(client, [])).toBe(200);
  expect(await call({ ...client, certificate }, [])).toBe(403);
});

test('certificates that are issued in a circle lead to no authority', async () => {
  const call = await serve('Traefik', [root]);
  const one = await authority('Lower CA');
  const two = await authority('Other CA', one);
  const closing = await pki.issue(
    { commonName: 'Lower CA', extensions: authorityExtensions, keyOf: one },
    two,
  );
  expect(await call(await issue(one), [closing, two])).toBe(403);
  expect(await call(await issue(two), [two, closing, one])).toBe(403);
  // A way out of it is found.
  const out = await pki.issue({ commonName: 'Lower CA', extensions: authorityExtensions, keyOf: one }, root);
  expect(await call(await issue(two), [closing, two, out])).toBe(200);
});

test('chains that lead nowhere or are too long are refused', async () => {
  const call = await serve('Traefik', [root]);
  const one = await authority('Lower CA', await authority('Issuing CA'));
  const loop = await Promise.all(Array.from({ length: 8 }, () => authority('Issuing CA', one)));
  expect(await call(await issue(loop[0] ?? one), [...loop, one])).toBe(403);
  const client = await issue(issuing);
  const sent = (count: number) => Array.from({ length: count }, () => issuing);
  expect(await call(client, sent(9))).toBe(200);
  expect(await call(client, sent(10))).toBe(403);
});

test('a client that has the key of its authority is refused, and no loop begins', async () => {
  const call = await serve('Traefik', [root]);
  const client = await pki.issue({ commonName: 'command', extensions: forClients, keyOf: root }, issuing);
  expect(await call(client, [issuing])).toBe(403);
});

describe('the log says whose certificate was refused, and why', () => {
  const limited = (extension: string) =>
    pki.issue({
      commonName: 'Limited CA',
      extensions: ['basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=critical,keyCertSign', extension],
    });
  const anything = 'extendedKeyUsage=clientAuth';
  const cases: Record<string, () => Promise<Refusal>> = {
    'it expired at 2': async () => ({
      listed: root,
      client: await pki.issue({ commonName: 'command', extensions: forClients, days: -1 }, root),
    }),
    'it is not valid before 2': async () => {
      const [notBefore, notAfter] = [1, 2].map((days) => new Date(Date.now() + days * 86_400_000));
      const time = { notBefore: notBefore ?? new Date(), notAfter: notAfter ?? new Date() };
      return {
        listed: own,
        client: await issueCertificate({ commonName: 'command', usage: 'client', ...time }, own),
      };
    },
    'it is not for clients (extended key usage)': async () => ({
      listed: root,
      client: await issue(root, ['extendedKeyUsage=serverAuth']),
    }),
    'it is not for logging in (key usage)': async () => ({
      listed: root,
      client: await issue(root, [...forClients, 'keyUsage=critical,keyEncipherment']),
    }),
    'it has a critical extension that is not known (1.3.6.1.4.1.99999.1)': async () => ({
      listed: root,
      client: await issue(root, [...forClients, '1.3.6.1.4.1.99999.1=critical,ASN1:NULL']),
    }),
    'neither a client authority nor one that came with it has issued it': async () => ({
      listed: root,
      client: await issue(issuing),
    }),
    'the client authority with the name of its issuer has not issued it': async () => ({
      listed: root,
      client: await issue(await authority('Root CA')),
    }),
    'the authority (CN=Old CA) expired at 2': async () => {
      const listed = await pki.issue({ commonName: 'Old CA', extensions: authorityExtensions, days: -1 });
      return { listed, client: await issue(listed) };
    },
    'the authority (CN=Other CA) is not for clients (extended key usage)': async () => {
      const listed = await pki.issue({
        commonName: 'Other CA',
        extensions: [...authorityExtensions, 'extendedKeyUsage=serverAuth'],
      });
      return { listed, client: await issue(listed) };
    },
    'the authority (CN=Other CA) has a weak key': async () => {
      const weak = { commonName: 'Other CA', extensions: authorityExtensions, key: ['rsa:1024'] };
      const listed = await pki.issue(weak);
      return { listed, client: await issue(listed) };
    },
    'the authority (CN=Lower CA) has a weak signature': async () => {
      const weak = { commonName: 'Lower CA', extensions: authorityExtensions, digest: 'sha1' } as const;
      const lower = await pki.issue(weak, root);
      return { listed: root, client: await issue(lower), sent: [lower] };
    },
    'the authority (CN=Limited CA) may not have so many authorities below it (path length)': async () => {
      const listed = await limited(anything);
      const lower = await authority('Lower CA', listed);
      return { listed, client: await issue(lower), sent: [lower] };
    },
    'the authority (CN=Limited CA) does not allow the names below it': async () => {
      const listed = await limited('nameConstraints=critical,permitted;DNS:a.example');
      return { listed, client: await issue(listed, [...forClients, 'subjectAltName=DNS:b.example']) };
    },
  };

  describe.each(Object.entries(cases))('%s', (reason, prepare) => {
    test.each(['TLSv1.2', 'TLSv1.3', 'Traefik'] as const)('(%s)', async (way) => {
      const { listed, client, sent = [] } = await prepare();
      const call = await serve(way, [listed]);
      const logged = await keepLog();
      expect(await call(client, sent)).toBe(403);
      const { serialNumber, issuer } = new X509Certificate(client.certificate);
      const whose = `(CN=command, serial ${serialNumber}, issued by ${issuer})`;
      expect(logged()).toEqual([
        expect.stringContaining(`127.0.0.1: its certificate ${whose} is refused: ${reason}`),
      ]);
    });
  });

  test('names are plain text of bounded length', async () => {
    const issuer = await pki.issue({
      commonName: 'Evil',
      subject: '/CN=a\u001b[31mb',
      extensions: authorityExtensions,
    });
    const subject = Array.from({ length: 50 }, () => '/OU=0123456789').join('');
    const client = await pki.issue({ commonName: 'x', subject, extensions: forClients }, issuer);
    const call = await serve('nginx', [root]);
    const logged = await keepLog();
    expect(await call(client, [])).toBe(403);
    expect(logged()).toHaveLength(1);
    expect(logged()[0]).toMatch(/^[ -~…]{300,500}$/);
    expect(logged()[0]).toContain('\\1B[31m');
  });
});

test.each(ways)('nothing is decoded of certificates that no authority vouches for (%s)', async (way) => {
  const foreign = await authority('Root CA');
  const below = await authority('Issuing CA', foreign);
  const call = await serve(way, [root]);
  const client = await issue(below);
  const decoded = vi.spyOn(X509Certificate.prototype, 'raw', 'get');
  try {
    expect(await call(client, [below, foreign])).toBe(403);
    expect(decoded).not.toHaveBeenCalled();
    expect(await call(await issue(root), [])).toBe(200);
    expect(decoded).toHaveBeenCalled();
  } finally {
    decoded.mockRestore();
  }
});

test.each(ways)(
  'more names and limits than can be compared in a short time are refused (%s)',
  async (way) => {
    const names = der(0x30, ...Array.from({ length: 1000 }, () => der(0x82, Buffer.from('a'))));
    const limitedBy = (count: number) => {
      const excluded = Array.from({ length: count }, () => der(0x30, der(0x82, Buffer.from('b'))));
      const constraints = der(0x30, der(0xa1, ...excluded)).toString('hex');
      const extensions = [...authorityExtensions, `2.5.29.30=critical,DER:${constraints}`];
      return pki.issue({ commonName: 'Limited CA', extensions });
    };
    for (const [count, status] of [
      [1000, 200],
      [1060, 403],
    ] as const) {
      const limited = await limitedBy(count);
      const client = await issue(limited, [...forClients, `2.5.29.17=DER:${names.toString('hex')}`]);
      expect(await (await serve(way, [limited]))(client, [])).toBe(status);
    }
  },
);

test.each(ways)('unknown critical extensions are refused (%s)', async (way) => {
  const unknown = '1.3.6.1.4.1.99999.1=critical,ASN1:NULL';
  const call = await serve(way, [root]);
  expect(await call(await issue(root, [...forClients, unknown]), [])).toBe(403);
  const unfit = await pki.issue(
    { commonName: 'Issuing CA', extensions: [...authorityExtensions, unknown] },
    root,
  );
  expect(await call(await issue(unfit), [unfit])).toBe(403);
});

test('a client with a short key, which TLS does not take either, is refused by the header', async () => {
  const short = await pki.issue({ commonName: 'command', extensions: forClients, key: ['rsa:1024'] }, root);
  expect(await (await serve('nginx', [root]))(short, [])).toBe(403);
});

test("of Envoy's list the last hop counts, whatever a subject says", async () => {
  const client = await issue(root);
  const app = appOf([root]);
  const cert = `Cert="${encodeURIComponent(client.certificate)}"`;
  const statusOf = async (header: string) => {
    const headers = { 'x-client-cert': header };
    const peer = { address: '127.0.0.1', authorized: false };
    return (await app.fetch(new Request('https://gateway/', { headers }), { peer })).status;
  };
  expect(await statusOf(`Hash=00;Subject="CN=\\"a,b\\"";${cert};URI=`)).toBe(200);
  // Without the certificate of a hop nobody can tell whether a name of it goes on behind the comma.
  expect(await statusOf(`Hash=00,By=x;${cert}`)).toBe(403);
  const stranger = await issue(await authority('Root CA'));
  const other = `Cert="${encodeURIComponent(stranger.certificate)}"`;
  expect(await statusOf(`${other},${cert}`)).toBe(200);
  expect(await statusOf(`Subject="CN=a\\, b";${other},Subject="CN=c, d";${cert}`)).toBe(200);
  // What the client has sent before it stands for nothing, however it ends.
  for (const before of [cert, `${cert};Subject="`, `${cert};Subject="\\`, `${cert};x`]) {
    expect(await statusOf(`${before},Hash=00;${other};Subject="CN=x"`)).toBe(403);
  }
  expect(await statusOf(`${cert},Hash=00`)).toBe(403);
  expect(await statusOf(`${cert},`)).toBe(403);
  expect(await statusOf(`Hash=00;Subject="CN=\\";${cert.replaceAll('"', '\\"')};x"`)).toBe(403);
});

interface Refusal {
  readonly listed: OwnCertificate;
  readonly client: OwnCertificate;
  readonly sent?: readonly OwnCertificate[];
}

/** Keeps what is logged from now on. */
async function keepLog(): Promise<() => string[]> {
  const kept: LogRecord[] = [];
  await configure({
    reset: true,
    sinks: { kept: (record) => void kept.push(record) },
    loggers: [
      { category: ['certbridge', 'ca-gateway'], sinks: ['kept'] },
      { category: ['logtape', 'meta'], sinks: [] },
    ],
  });
  return () => kept.map(({ message }) => message.join(''));
}

/** Encodes a value. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const lengths = length < 128 ? [length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...lengths]), content]);
}

function authority(commonName: string, issuer?: OwnCertificate) {
  return pki.issue({ commonName, extensions: authorityExtensions }, issuer);
}

function issue(issuer: OwnCertificate, extensions: readonly string[] = forClients) {
  return pki.issue({ commonName: 'command', extensions }, issuer);
}

/** By whatever issuer: chains alone decide. */
function appOf(authorities: readonly OwnCertificate[], isProxied = true): Hono<GatewayEnv> {
  const names = ['Root', 'Issuing', 'Lower', 'Other', 'Unfit', 'Old', 'Limited'];
  const issuers = [...names.map((name) => `CN=${name} CA`), 'CN=command'];
  const subjects = ['CN=command', 'CN=command,O=Corp', 'CN=command,O=Other'];
  const rules = issuers.flatMap((issuer) =>
    subjects.map((subject) => ({
      name: issuer,
      certificate: { issuer, subject },
      roles: ['read' as const],
    })),
  );
  const proxy = { header: 'X-Client-Cert', addresses: ['127.0.0.1'] };
  const access = createAccess({
    settings: v.parse(AccessSettingsSchema, { rules, ...(isProxied && { proxy }) }),
    clientAuthorities: () => authorities.map(({ certificate }) => certificate),
    certificates: { find: () => undefined },
  });
  const app = new Hono<GatewayEnv>();
  app.onError(renderError);
  app.use(requireCaller(access));
  app.get('/', (context) => context.text(context.var.caller.name));
  return app;
}

/** Serves an app with these authorities, and returns what calls it as a client with its certificate and those that it sends behind it. */
async function serve(way: Way, authorities: readonly OwnCertificate[]) {
  const isTls = way === 'TLSv1.2' || way === 'TLSv1.3';
  const app = await serveApp(appOf(authorities, !isTls), {
    server: await own.server(),
    clientAuthorities: authorities.map(({ certificate }) => certificate),
  });
  served.push(app);
  return async (client: OwnCertificate, sent: readonly OwnCertificate[]) => {
    const texts = [client, ...sent].map(({ certificate }) => certificate);
    const options = isTls
      ? { client: { ...client, certificate: texts.join('') }, maxVersion: way }
      : { headers: { 'x-client-cert': headerOf(way, texts) } };
    return (await send(`${app.url}/`, { ca: own.certificate, ...options })).status;
  };
}

function headerOf(way: Exclude<Way, 'TLSv1.2' | 'TLSv1.3'>, texts: readonly string[]): string {
  const list = texts.map((pem) => pem.replaceAll(/-----[^-]+-----|\s/g, '')).join(',');
  const chain = encodeURIComponent(texts.join(''));
  switch (way) {
    case 'Traefik':
      return list;
    case 'Traefik, escaped':
      return encodeURIComponent(list);
    case 'nginx':
      return chain;
    case 'Envoy':
      return `Hash=00;Cert="${encodeURIComponent(texts[0] ?? '')}";Chain="${chain}";Subject="CN=x"`;
    case "Envoy's chain":
      return `Hash=00;Chain="${chain}"`;
  }
}
