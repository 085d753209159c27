/** The certificate in the header of a proxy: what else stands in it never passes for the certificate of somebody. */
import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { issueCertificate, type OwnCertificate } from '@certbridge/certificate/request';
import { configure, type LogRecord, reset } from '@logtape/logtape';
import fc from 'fast-check';
import { Hono } from 'hono';
import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AccessSettingsSchema } from '../src/access/access-settings-schema.ts';
import { createAccess } from '../src/access/create-access.ts';
import { readProxyHeader } from '../src/access/read-proxy-header.ts';
import { requireCaller } from '../src/access/require-caller.ts';
import { renderError } from '../src/ejbca/render-error.ts';
import type { GatewayEnv } from '../src/gateway-env.ts';
import { createOpensslPki, type OpensslPki } from './support/openssl-pki.ts';
import { type ServedApp, serveApp } from './support/serve-app.ts';
import { createTestAuthority, type TestAuthority } from './support/test-authority.ts';

type Name = 'victim' | 'attacker' | 'root' | 'issuing' | 'stranger';

let authority: TestAuthority;
let issuing: OwnCertificate;
let pki: OpensslPki;
let app: Hono<GatewayEnv>;
let served: ServedApp;
const pems = {} as Record<Name, string>;
const records: LogRecord[] = [];

beforeAll(async () => {
  [authority, pki] = await Promise.all([createTestAuthority('Root CA'), createOpensslPki()]);
  const time = { notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 86_400_000) };
  const issue = (commonName: string, usage: 'ca' | 'client', issuer?: OwnCertificate) =>
    issueCertificate({ commonName, usage, names: ['y'], ...time }, issuer);
  issuing = await issue('Issuing CA', 'ca', authority);
  const all = {
    victim: await issue('victim', 'client', issuing),
    attacker: await issue('attacker', 'client', issuing),
    root: authority,
    issuing,
    // Proxies that do not verify bring what anybody has made, such as an authority with the name of another one.
    stranger: await issue('Issuing CA', 'ca'),
  };
  for (const [name, { certificate }] of Object.entries(all)) pems[name as Name] = certificate;
  const rules = ['victim', 'attacker'].map((name) => ({
    name,
    certificate: { issuer: 'CN=Issuing CA', subject: `CN=${name}` },
    roles: ['read' as const],
  }));
  const proxy = { header: 'X-Client-Cert', addresses: ['127.0.0.1'] };
  const limits = { failuresPerMinute: 1_000_000, requestsPerMinute: 1_000_000 };
  const access = createAccess({
    settings: v.parse(AccessSettingsSchema, { rules, proxy, limits }),
    clientAuthorities: () => [authority.certificate, issuing.certificate],
    certificates: { find: () => undefined },
  });
  app = new Hono<GatewayEnv>();
  app.onError(renderError);
  app.use(requireCaller(access));
  app.get('/', (context) => context.text(context.var.caller.name.split(' ', 1).join()));
  served = await serveApp(app, { server: await authority.server(), clientAuthorities: [] });
});
beforeEach(async () => {
  records.length = 0;
  await configure({
    reset: true,
    sinks: { kept: (record) => records.push(record) },
    loggers: [
      { category: ['certbridge', 'ca-gateway'], sinks: ['kept'] },
      { category: ['logtape', 'meta'], sinks: [] },
    ],
  });
});
afterAll(async () => {
  await reset();
  await served.close();
  await pki.remove();
});

const base64Of = (name: Name) => pems[name].replaceAll(/-----[^-]+-----|\s/g, '');
const pemOf = (names: readonly Name[]) => names.map((name) => pems[name]).join('');
/** As Envoy escapes. */
const escapeSome = (pem: string) => pem.replaceAll(/[\n +/=]/g, encodeURIComponent);
const forms: Record<string, (names: readonly Name[]) => string> = {
  nginx: (names) => encodeURIComponent(pemOf(names)),
  'PEM with some escapes': (names) => escapeSome(pemOf(names)),
  Traefik: (names) => names.map(base64Of).join(','),
  'Traefik, each escaped': (names) => names.map((name) => encodeURIComponent(base64Of(name))).join(','),
  'Traefik, escaped': (names) => encodeURIComponent(names.map(base64Of).join(',')),
  'RFC 9440': (names) => names.map((name) => `:${base64Of(name)}:`).join(', '),
  'RFC 9440 without blanks': (names) => names.map((name) => `:${base64Of(name)}:`).join(','),
  'RFC 9440 with more blanks': (names) => names.map((name) => `:${base64Of(name)}:`).join(' \t,\t  '),
  'RFC 9440 with parameters': (names) => names.map((name) => `:${base64Of(name)}:;a=1; b`).join(', '),
  Envoy: (names) =>
    `By=a;Hash=00;Cert="${escapeSome(pemOf(names.slice(0, 1)))}";Chain="${escapeSome(pemOf(names))}";Subject="CN=\\"a\\", b";URI=${names[0] === 'root' ? '' : ';DNS=y'}`,
  "Envoy's chain": (names) => `Hash=00;Chain="${escapeSome(pemOf(names))}";Subject="";URI=`,
};
const formNames = Object.keys(forms);
const isEnvoy = (form: string) => form.startsWith('Envoy');

/** Who is let in by a request as an app gets it that does not know how often the header came. */
async function callerOf(header: string): Promise<string | undefined> {
  const headers = { 'x-client-cert': header };
  const response = await app.fetch(new Request('https://gateway/', { headers }), {
    peer: { address: '127.0.0.1', authorized: false },
  });
  return response.status === 200 ? response.text() : undefined;
}

/** Who is let in by a request with these headers, over TLS. */
async function callerBy(...values: readonly string[]): Promise<string | undefined> {
  const headers = ['Host', 'localhost', ...values.flatMap((value) => ['X-Client-Cert', value])];
  const sent = request(`${served.url}/`, { ca: authority.certificate, headers, agent: false }).end();
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) =>
    sent.on('response', resolve).on('error', reject),
  );
  const body = await text(response);
  return response.statusCode === 200 ? body : undefined;
}

const logged = () => records.map(({ message }) => message.join('')).join('\n');

describe.each(formNames)('in the form of %s', (form) => {
  const write = (names: readonly Name[]) => forms[form]?.(names) ?? '';

  test('a certificate and its chain are read', async () => {
    for (const chain of [[], ['issuing'], ['issuing', 'root'], ['root', 'issuing']] as const) {
      expect(await callerBy(write(['victim', ...chain]))).toBe('victim');
      expect(await callerOf(write(['victim', ...chain]))).toBe('victim');
    }
  });

  test('nothing else may follow a certificate than its chain', async () => {
    for (const other of ['attacker', 'stranger'] as const) {
      expect(await callerOf(write(['victim', other]))).toBeUndefined();
      expect(await callerOf(write(['victim', 'issuing', other]))).toBeUndefined();
      expect(await callerOf(write([other, 'victim']))).toBeUndefined();
    }
  });

  test('the log says whose certificate was refused', async () => {
    const { serialNumber } = new X509Certificate(pems.victim);
    expect(await callerOf(`${write(['victim'])};`)).toBeUndefined();
    const whose = `in it: CN=victim, serial ${serialNumber}, issued by CN=Issuing CA`;
    expect(logged()).toContain(`the header of the proxy has none of the known forms (${whose}`);
  });
});

test('a header that comes more than once is refused, whatever is in it', async () => {
  const all = formNames.flatMap((form) =>
    (['victim', 'attacker'] as const).map((name) => forms[form]?.([name]) ?? ''),
  );
  const [victim, attacker] = [forms.nginx?.(['victim']) ?? '', base64Of('attacker')];
  const pairs = [
    ...all.flatMap((one) => [
      [one, ''],
      ['', one],
      [one, one],
      [`"${one}`, attacker],
      [one, forms['RFC 9440']?.(['issuing']) ?? ''],
    ]),
    [`"${victim}`, ''],
    [`"${victim}`, attacker],
    [`"${victim}`, `"${attacker}`],
  ];
  for (const values of pairs) {
    records.length = 0;
    expect(await callerBy(...values)).toBeUndefined();
    expect(logged()).toContain('the header of the proxy comes more than once (');
  }
});

test('what stands beside a certificate is never passed over', async () => {
  const [escaped, plain] = [forms.nginx?.(['victim']) ?? '', base64Of('attacker')];
  for (const value of [
    `${escaped},${plain}`,
    `${plain},${escaped}`,
    `"${escaped}`,
    `"${escaped}", ${plain}`,
    `${escaped};any=thing`,
    `${encodeURIComponent('subject=CN=x\n')}${escaped}`,
    Buffer.from(pems.victim).toString('base64'),
    Buffer.concat([Buffer.from(base64Of('victim'), 'base64'), Buffer.from('more')]).toString('base64'),
    `${base64Of('victim')}=`,
    `Hash=00;Cert="${escaped}";`,
    `Hash=00;Cert="${escaped}";Other=x`,
    `Hash=00;Cert="${escaped}";Cert="${escaped}"`,
    `Hash=00;Cert="${escaped}";Chain="${forms.nginx?.(['issuing', 'victim'])}"`,
    `Hash=00;Cert="${escaped}";URI=${plain}`,
    `Hash=00;Cert="${escaped}";URI=${forms.nginx?.(['attacker'])}`,
    `Hash=00;Cert="${escaped}", Hash=00;Cert="${escaped}"`,
  ]) {
    expect(await callerOf(value), value.slice(0, 60)).toBeUndefined();
  }
});

test('a name of a certificate with a comma in it does not pass for a further hop', async () => {
  const own = (name: string) =>
    pki.issue(
      {
        commonName: 'attacker',
        extensions: ['extendedKeyUsage=clientAuth', 'subjectAltName=@names', '[names]', `URI.1=${name}`],
      },
      authority,
    );
  const victim = `Hash=00;Cert="${forms.nginx?.(['victim'])}"`;
  const hop = async (name: string) => {
    const { certificate } = await own(name);
    return `Hash=00;Cert="${encodeURIComponent(certificate)}";URI=${name}`;
  };
  expect(await callerOf(`${await hop('spiffe://a')},${victim}`)).toBe('victim');
  expect(await callerOf((await hop('spiffe://a,Hash=00')).replace(/,.*/, `,${victim}`))).toBeUndefined();
});

test("of Envoy's list every hop has to bring a certificate, before the names of it", async () => {
  const cert = `Cert="${forms.nginx?.(['victim'])}";Chain="${forms.nginx?.(['victim', 'issuing'])}"`;
  for (const mark of [',', ';', ',Hash=00;', ',By=x;Hash=00;', ';Hash=00;']) {
    for (const name of ['URI=urn:a', 'DNS=a', 'URI=', 'DNS=', 'Subject="CN=x";URI=urn:a', 'URI=x;DNS=y']) {
      expect(await callerOf(`By=x;Hash=00;${name}${mark}${cert}`), `${name}${mark}`).toBeUndefined();
      expect(await callerOf(`${name}${mark}${cert}`), `${name}${mark}`).toBeUndefined();
    }
  }
  for (const hop of ['Hash=00', 'By=x', 'Subject="CN=x"']) {
    expect(await callerOf(`${hop},${cert}`), hop).toBeUndefined();
  }
});

test("of Envoy's list the names are those of the certificate, however long they are", async () => {
  const long = `spiffe://td.example/${'abcdefghij/'.repeat(184)}`;
  const names = ['[names]', `URI.1=${long}`, 'URI.2=urn:a', `URI.3="urn:it's"`, 'DNS.1=a.example'];
  const extensions = ['extendedKeyUsage=clientAuth', 'subjectAltName=@names', ...names];
  const { certificate } = await pki.issue({ commonName: 'attacker', extensions }, issuing);
  const hop = (told: string) =>
    `By=${long};Hash=00;Cert="${encodeURIComponent(certificate)}";Subject="CN=attacker"${told}`;
  const victim = forms.Envoy?.(['victim']) ?? '';
  for (const told of [
    '',
    ';URI=',
    `;URI=${long}`,
    `;URI=${long};URI=urn:a;URI=urn:it's;DNS=a.example`,
    ';DNS=a.example',
  ]) {
    expect(await callerOf(hop(told)), told.slice(0, 30)).toBe('attacker');
    expect(await callerOf(`${hop(told)},${victim}`), told.slice(0, 30)).toBe('victim');
    expect(await callerOf(`${victim},${hop(told)}`), told.slice(0, 30)).toBe('attacker');
  }
  for (const told of [
    `;URI=${long}x`,
    ';URI=a.example',
    ';DNS=urn:a',
    ';URI=urn:a;DNS=b',
    `;URI=${base64Of('victim')}`,
  ]) {
    expect(await callerOf(hop(told)), told.slice(0, 30)).toBeUndefined();
    expect(await callerOf(`${hop(told)},${victim}`), told.slice(0, 30)).toBeUndefined();
  }
});

test("of Envoy's list a name with a comma, semicolon, quotation mark or blank is not taken", async () => {
  for (const name of ['urn:a,b', 'urn:a;b', 'urn:a"b', 'urn:a b']) {
    // OpenSSL's configuration would end at some of the marks.
    const extensions = ['extendedKeyUsage=clientAuth', 'subjectAltName=@names', '[names]'];
    const written = `URI.1="${name.replace('"', '\\"')}"`;
    const { certificate } = await pki.issue(
      { commonName: 'attacker', extensions: [...extensions, 'URI.0=urn:a', written] },
      issuing,
    );
    expect(new X509Certificate(certificate).subjectAltName, name).toContain(name.slice(0, 5));
    const cert = `Hash=00;Cert="${encodeURIComponent(certificate)}"`;
    expect(await callerOf(`${cert};URI=urn:a;URI=${name}`), name).toBeUndefined();
    // Nobody is in doubt where Envoy does not write the names, and nothing is behind them.
    expect(await callerOf(cert), name).toBe('attacker');
    expect(await callerOf(`${cert};URI=urn:a,${forms.Envoy?.(['victim'])}`), name).toBeUndefined();
  }
});

test.each<[string, (names: readonly Name[]) => string]>([
  ['nginx', (names) => encodeURIComponent(pemOf(names.slice(0, 1)))],
  // It leaves more as it is, and writes small letters.
  [
    'Apache',
    (names) =>
      pemOf(names.slice(0, 1)).replaceAll(
        /[^\w$.+!*'(),:@&=/~-]/g,
        (mark) => `%${mark.charCodeAt(0).toString(16).padStart(2, '0')}`,
      ),
  ],
  ['HAProxy', (names) => names.slice(0, 1).map(base64Of).join()],
  ['HAProxy with %{+Q}', (names) => `"${names.slice(0, 1).map(base64Of).join()}"`],
  ['Traefik 2', (names) => encodeURIComponent(names.map(base64Of).join(','))],
  ['Traefik 3', (names) => names.map(base64Of).join(',')],
  [
    'Envoy',
    (names) =>
      `By=spiffe://corp.example/proxy;Hash=00;Cert="${escapeSome(pemOf(names.slice(0, 1)))}";Chain="${escapeSome(pemOf(names))}"`,
  ],
])('what the documented line for %s writes is taken', async (_, write) => {
  expect(await callerBy(write(['victim', 'issuing', 'root']))).toBe('victim');
  expect(await callerBy(write(['attacker']))).toBe('attacker');
  expect(await callerBy(write(['stranger']))).toBeUndefined();
});

test('what the documentation says is not taken is refused', async () => {
  const [victim, attacker] = [base64Of('victim'), base64Of('attacker')];
  const ders = ['victim', 'issuing'].map((name) => Buffer.from(base64Of(name as Name), 'base64'));
  for (const value of [
    // Apache's %{base64:%{SSL_CLIENT_CERT}}, and certificates of HAProxy's ssl_c_chain_der.
    Buffer.from(pems.victim).toString('base64'),
    Buffer.concat(ders).toString('base64'),
    `"${victim},${base64Of('issuing')}"`,
    `"${encodeURIComponent(victim)}"`,
    `""${victim}""`,
    `"${victim}`,
    `${victim}"`,
    `:${victim}:;a="x"`,
    `:${victim}:;a="${attacker}"`,
    `:${victim}:;a=token`,
    `:${victim}:;a=${attacker}`,
    `:${victim}:;a=:${attacker}:`,
    `:${victim}:;a=`,
    `:${victim}:;A`,
    `:${victim}:;`,
    `:${victim}: ;a`,
    `:${victim}:;a, `,
    `:${victim}: :${base64Of('issuing')}:`,
    `:${victim}:\n,:${base64Of('issuing')}:`,
    `(:${victim}:)`,
  ]) {
    const read = readProxyHeader(value);
    expect('problem' in read, value.slice(-30)).toBe(true);
  }
});

const junk = [
  '',
  ',',
  ', ',
  ';',
  '"',
  '\\',
  '\\"',
  ':',
  ' ',
  '\t',
  ';a',
  ';a=',
  '=',
  '%2C',
  '%0A',
  '%22',
  'MIIB',
  'x',
  '-----BEGIN',
];
const envoyPieces = [
  'Hash=00',
  'URI=',
  ';URI=',
  ';Subject="',
  '";Subject="',
  ';DNS=',
  ',By=',
  ';Cert="',
  ';Chain="',
];
const piece = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...junk, ...envoyPieces) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...formNames),
        fc.constantFrom<Name[]>(['victim'], ['victim', 'issuing'], ['attacker'], ['issuing'], ['stranger']),
      )
      .map(
        ([form, names]) =>
          () =>
            forms[form]?.(names) ?? '',
      ),
  },
);
const pieces = (maxLength: number) =>
  fc
    .array(piece, { minLength: 1, maxLength })
    .map((all) => () => all.map((each) => (typeof each === 'string' ? each : each())).join(''));

/** The certificate of the last hop of Envoy's list. */
function certificateOfHop(value: string): string {
  const quoted = /(\w+)="((?:\\.|[^"\\])*)"/g;
  const bare = value.replaceAll(quoted, (_, name: string, content: string) =>
    name.startsWith('C') ? `${name}=<${content}>` : '',
  );
  return /(?:Cert|Chain)=<([^>]*)>/.exec(bare.split(',').at(-1) ?? '')?.[1] ?? '';
}

test('every character of what is read is accounted for', () => {
  const names: Name[] = ['victim', 'attacker', 'issuing', 'stranger'];
  /** The first of a list that has nothing in it but certificates in one form. */
  const firstOf = (value: string): Name | undefined => {
    const text = value
      .replaceAll(/%[0-9A-F]{2}/g, decodeURIComponent)
      .replaceAll(/:(?:; ?[abx]+(?:=1)?)+(?=[ \t,]|$)/g, ':')
      .replaceAll(/(?<=:)[ \t]*,[ \t]*(?=:)/g, ',');
    const waysToWrite = [
      { parts: text.split(/(?<=-----END CERTIFICATE-----\n)/), write: (name: Name) => pems[name] },
      { parts: text.split(','), write: base64Of },
      { parts: text.split(','), write: (name: Name) => `:${base64Of(name)}:` },
      { parts: [text], write: (name: Name) => `"${base64Of(name)}"` },
    ];
    return waysToWrite
      .map(({ parts, write }) => parts.map((part) => names.find((name) => write(name) === part)))
      .find((found) => found.every((name) => name !== undefined))?.[0];
  };
  fc.assert(
    fc.property(pieces(4), (write) => {
      const value = write();
      const read = readProxyHeader(value);
      if ('problem' in read) return;
      const name = firstOf(value);
      const expected = name === undefined ? decodeURIComponent(certificateOfHop(value)) : pems[name];
      expect(read.certificate.subject).toBe(new X509Certificate(expected).subject);
    }),
    { numRuns: 3000 },
  );
});

test('nobody logs in as another by what is before, behind or beside the header of the proxy', async () => {
  const proxied = fc
    .tuple(
      fc.constantFrom(...formNames),
      fc.constantFrom<Name[]>(['attacker'], ['attacker', 'issuing'], ['stranger'], ['stranger', 'issuing']),
    )
    .map(([form, names]) => ({ form, write: () => forms[form]?.(names) ?? '' }));
  const quoted = { form: 'HAProxy in quotes', write: () => `"${base64Of('attacker')}"` };
  const nothing = { form: '', write: () => '' };
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(proxied, fc.constantFrom(quoted, nothing)),
      pieces(3),
      async ({ form, write }, further) => {
        const [own, sent] = [write(), further()];
        const joined = [`${sent}, ${own}`, `${own}, ${sent}`];
        // Where the proxy adds nothing at all, the header is what the client has sent.
        const before = form === '' ? [] : [`${sent}${own}`, `${sent},${own}`];
        // Behind its own hop Envoy puts nothing, and a further hop would be one that a nearer proxy has added.
        const behind =
          form === '' || isEnvoy(form) ? [] : [`${own}${sent}`, `${own},${sent}`, `${own};${sent}`];
        for (const value of [...joined, ...before, ...behind]) {
          expect(await callerOf(value), value.slice(0, 80)).not.toBe('victim');
        }
      },
    ),
    { numRuns: 1000 },
  );
});
