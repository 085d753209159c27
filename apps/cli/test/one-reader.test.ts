import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  AccessSettingsSchema,
  accessBy,
  createAccess,
  createGateway,
  listUnfitAuthorities,
} from '@certbridge/ca-gateway';
import {
  type CaHost,
  type CertificateIndex,
  createHostedCa,
  openCaDatabase,
  revokeCertificate,
} from '@certbridge/ca-host';
import { createSectigoPlugin, type EnrollmentRequest, type SectigoPlugin } from '@certbridge/ca-plugin';
import { createKeyfactorClient, fromEnvironment } from '@certbridge/keyfactor-client';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { createSectigoClient } from '@certbridge/sectigo-client';
import fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestPki } from '../../../packages/ca-gateway/test/support/test-pki.ts';
import { makeCsr } from '../../../packages/ca-host/test/support/make-csr.ts';
import { readTlsFiles } from '../src/gateway/server/read-tls-files.ts';
import { connectionTo, goodSettings } from './ca-workplace.ts';
import { Workplace } from './harness.ts';

// Serial numbers, ids of requests, names, CSRs and certificate files are read alike wherever somebody can give one, in every notation that people paste.

let sandbox: Sandbox;
let workplace: Workplace;
let plugin: SectigoPlugin;
let hosted: Hosted;
/** Issued certificates whose serial numbers begin with zeros, which systems leave out: one to use, one that is revoked. */
let live: Known;
let revoked: Known;
const csr = makeCsr('www.corp.example');

interface Known {
  readonly id: string;
  /** 32 upper-case hexadecimal digits. */
  readonly serial: string;
}

beforeAll(async () => {
  // The filter takes one notation only, so that a client which passes on what it was given finds nothing.
  sandbox = await startSandbox({ certificates: 120, switches: { serialFilter: 'bare-padded' } });
  const [first, second] = sandbox.scmState
    .certificates()
    .filter(({ status, serialNumber }) => {
      return status === 'Issued' && serialNumber?.startsWith('0') && inCommand(serialNumber);
    })
    .map(({ sslId, serialNumber }) => ({ id: String(sslId), serial: serialNumber ?? '' }));
  if (first === undefined || second === undefined) throw new Error('the sandbox has too few certificates');
  [live, revoked] = [first, second];
  workplace = await Workplace.create();
  await workplace.configure(sandbox);
  await workplace.write('ca.json', connectionTo(sandbox));
  await writeFile(path.join(workplace.base, 'www.csr'), csr.pem);
  plugin = await startPlugin();
  await run('sctokf');
  await run('ca', 'sync');
  // SCM gives out no certificate once it is revoked.
  hosted = await startHost();
  await run('ca', 'revoke', revoked.id, '--reason', '4');
});

afterAll(async () => {
  await hosted.close();
  await plugin.close();
  await sandbox.close();
  await workplace.remove();
});

function inCommand(serialNumber: string): boolean {
  return sandbox.commandState.findBySerial(serialNumber).length > 0;
}

async function startPlugin(settings: Record<string, unknown> = {}): Promise<SectigoPlugin> {
  const started = createSectigoPlugin({
    reader: {
      statusByRequestId: async () => undefined,
      existsByRequestId: async () => false,
      requestIdBySerialNumber: async () => undefined,
      expiryByRequestId: async () => undefined,
    },
  });
  await started.initialize({ ...connectionTo(sandbox), ...settings });
  return started;
}

/** A host with all certificates of SCM, and a gateway over it that lets everybody in. */
async function startHost() {
  const database = await openCaDatabase(':memory:');
  const ca = await createHostedCa({ name: 'Sectigo', connection: connectionTo(sandbox), database });
  await ca.scan({ full: true });
  const { certificates } = database;
  const host: CaHost = { cas: [ca], certificates };
  const { app } = createGateway({ host, access: accessBy(() => ({ name: 'all', can: () => true })) });
  const store = await database.store('Sectigo');
  const close = async () => {
    await ca.close();
    await database.close();
  };
  return { certificates, store, app, close };
}

type Hosted = Awaited<ReturnType<typeof startHost>>;

/** Calls EJBCA REST. Returns the response, in which the caller's spelling stands; one that is refused, or finds nothing, is an error. */
async function ejbca(path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const url = `https://gateway/ejbca/ejbca-rest-api/${path}`;
  const headers = { 'Content-Type': 'application/json' };
  const response = await hosted.app.fetch(new Request(url, { ...init, headers }), {
    peer: { address: '127.0.0.1', authorized: false },
  });
  const body = (await response.json()) as Record<string, unknown>;
  if (response.status === 400 || response.status === 404) throw new Error(String(body.error_message));
  const { serial_number: _, issuer_dn: __, ...rest } = body;
  return rest;
}

/** Names a certificate in a path of EJBCA REST. */
const certificatePath = (serialNumber: string) =>
  `v1/certificate/Sectigo/${encodeURIComponent(serialNumber)}`;

/** Searches by EJBCA REST, whose criteria hold no control characters: lines that are broken elsewhere are none there. */
async function ejbcaSearch(version: 'v1' | 'v2', text: string): Promise<unknown> {
  const value = text.replaceAll('\n', ' ');
  const { certificates } = await ejbca(`${version}/certificate/search`, {
    method: 'POST',
    body: JSON.stringify({
      ...(version === 'v1'
        ? { max_number_of_results: 10 }
        : { pagination: { page_size: 10, current_page: 1 } }),
      criteria: [{ property: 'QUERY', operation: 'EQUAL', value }],
    }),
  });
  return found((certificates as readonly unknown[])[0]);
}

/** A search has no other way to refuse text than to find nothing. */
function found<Found>(first: Found | undefined): Found {
  if (first === undefined) throw new Error('nothing was found');
  return first;
}

/** Runs the program; what it prints tells what it understood. */
async function run(...argv: readonly string[]) {
  const { code, stdout, stderr } = await workplace.run(argv);
  if (code === 2) throw new Error(stderr);
  return { code, stdout };
}

function sectigo() {
  const { url: baseUrl, login, password, customerUri } = sandbox.scm;
  return createSectigoClient({ baseUrl, customerUri, auth: { type: 'password', login, password } });
}

function keyfactor() {
  const { url: baseUrl, username, password } = sandbox.command;
  return createKeyfactorClient({ baseUrl, auth: { type: 'basic', username, password } });
}

async function collect<T, U>(items: AsyncIterable<T>, pick: (item: T) => U): Promise<U[]> {
  const found: U[] = [];
  for await (const item of items) found.push(pick(item));
  return found;
}

/** The path and body of the only request of a call, whatever the response. */
async function sentBy(call: Promise<unknown>): Promise<unknown> {
  sandbox.requests.clear();
  const error = await call.catch((reason: unknown) => reason);
  const [request] = sandbox.requests.list();
  if (request === undefined) throw error;
  return [request.path, request.body];
}

const parameters = { Organization: 'Corp Services', 'Cost Center': 'CC-1', RenewalWindow: '9999' };
const product = { productId: '1001', parameters };
const renewal = {
  csr: csr.pem,
  subject: '',
  san: {},
  productInfo: product,
  enrollmentType: 'Renew',
} as const;

/** The id of an order: equal orders are ordered once. */
async function order(request: EnrollmentRequest): Promise<string> {
  const { caRequestId, statusMessage } = await plugin.enroll(request);
  if (caRequestId === '') throw new Error(statusMessage);
  return caRequestId;
}

const reason = { reasonCode: 4, reason: 'test' } as const;

/** Everywhere that a serial number can be given, with what is done or said then. Bad ones are refused by an error. */
const serialEntries: readonly (readonly [string, (text: string, known: Known) => Promise<unknown>])[] = [
  [
    'filter of the Sectigo client',
    async (serialNumber) => collect(sectigo().certificates.list({ serialNumber }), ({ sslId }) => sslId),
  ],
  ['revocation by the Sectigo client', (text) => sentBy(sectigo().certificates.revokeBySerial(text, reason))],
  [
    'mark of a revocation by the Sectigo client',
    (serialNumber) =>
      sentBy(sectigo().certificates.markRevoked({ serialNumber, issuer: 'CN=a', reasonCode: 4 })),
  ],
  [
    'search of the Command client',
    async (text) => (await keyfactor().certificates.findBySerialNumber(text)).map(({ Id }) => Id),
  ],
  ['search of the plugin', (text) => plugin.findRequestIds(text)],
  [
    'revocation by the plugin',
    (serialNumber, { id: caRequestId }) => plugin.revoke({ caRequestId, serialNumber, reason: 4 }),
  ],
  [
    'renewal by the plugin',
    (text) =>
      order({ ...renewal, productInfo: { ...product, parameters: { ...parameters, PriorCertSN: text } } }),
  ],
  [
    'SyncFilter of a connection',
    async (serialNumber) => {
      const filtered = await startPlugin({ SyncFilter: { serialNumber } });
      const records = filtered.synchronize({ lastSync: null, fullSync: true });
      return collect(records, ({ caRequestId }) => caRequestId).finally(() => filtered.close());
    },
  ],
  [
    'access rule of a gateway',
    async (serialNumber, { serial }) => {
      const certificate = await storedCertificate(serial);
      return callerBy({ issuer: nameOf(certificate.issuer), serialNumber }, certificate);
    },
  ],
  ['revocation status of EJBCA REST', (text) => ejbca(`${certificatePath(text)}/revocationstatus`)],
  [
    'revocation by EJBCA REST',
    (text) => ejbca(`${certificatePath(text)}/revoke?reason=SUPERSEDED`, { method: 'PUT' }),
  ],
  ['search of EJBCA REST, v1', (text) => ejbcaSearch('v1', text)],
  ['search of EJBCA REST, v2', (text) => ejbcaSearch('v2', text)],
  [
    'search of the host',
    async (value) => {
      const { certificates } = hosted;
      const query = { text: { value, match: 'whole' as const } };
      const page = { sort: { by: 'issued' as const, descending: false }, start: { offset: 0 }, limit: 10 };
      return found((await certificates.search(query, page)).certificates[0]);
    },
  ],
  [
    'certificates of the host, by issuer',
    async (text) => {
      const issuers = hosted.certificates.issuersOf('Sectigo');
      return found(hosted.certificates.find(text, issuers));
    },
  ],
  ['requests of the host', async (text) => found(hosted.store.requests.find(text))],
  ['ids of the host', async (text) => found(hosted.store.requests.idOfSerialNumber(text))],
  [
    'revocation by the host',
    async (serialNumber, { id }) => {
      const { store } = hosted;
      const request = store.requests.find(id);
      if (request === undefined) throw new Error('the host lacks the request');
      return revokeCertificate({ plugin, store }, request, { serialNumber, reason: 4 });
    },
  ],
  ['certbridge show', (text) => run('show', 'last', '--json', '--certificate', text)],
  ['certbridge ca get', (text) => run('ca', 'get', text, '--json')],
  ['certbridge ca export', (text) => run('ca', 'export', text)],
  ['certbridge ca revoke', (text) => run('ca', 'revoke', text, '--reason', '4')],
  [
    'certbridge ca renew',
    async (text) => {
      const { stdout } = await run('ca', 'renew', text, '--csr', 'www.csr', ...goodSettings, '--json');
      // Equal orders are ordered once, which the first one can't tell.
      return JSON.parse(stdout).request.id;
    },
  ],
];

/** A stored certificate. */
async function storedCertificate(serial: string): Promise<X509Certificate> {
  const { stdout } = await run('ca', 'export', serial);
  return new X509Certificate(stdout);
}

function nameOf(lines: string): string {
  return lines.split('\n').reverse().join(',');
}

/** An index without certificates. */
const certificates: CertificateIndex = {
  search: async () => ({ certificates: [], end: undefined }),
  count: async () => 0,
  find: () => undefined,
  issuersOf: () => [],
  productsOf: () => [],
};

/** Whether a rule names the holder of a certificate; a rule that can't be read is an error. */
async function callerBy(
  match: { issuer: string; serialNumber?: string; subject?: string },
  certificate: X509Certificate,
): Promise<number> {
  const rules = [{ name: 'a', certificate: match, roles: ['read' as const] }];
  const { authenticate } = createAccess({
    settings: v.parse(AccessSettingsSchema, { rules }),
    clientAuthorities: () => [],
    certificates,
  });
  const { app } = createGateway({
    host: { cas: [], certificates },
    access: { ...accessBy(() => undefined), authenticate },
  });
  const peer = { address: '127.0.0.1', authorized: true, certificate };
  const request = new Request('https://gateway/ejbca/ejbca-rest-api/v1/ca');
  const { status } = await app.fetch(request, { peer });
  if (status !== 200) throw new Error('the rule does not name it');
  return status;
}

/** Those after which SCM is asked to revoke what is revoked already. */
const revokes = (entry: string) => entry.includes('revo');

const notation = fc.record({
  before: fc.constantFrom('', '0x', '0X', 'serial=', 'Serial Number: ', '\u200e', '\ufeff', ' '),
  separator: fc.constantFrom('', ':', ' ', '-', '\u00a0', ' : ', ':\n    '),
  zeroBytes: fc.nat({ max: 2 }),
  isTrimmed: fc.boolean(),
  upper: fc.boolean(),
  after: fc.constantFrom('', '\n', ' ', '\u200e'),
});

function write(serial: string, { before, separator, zeroBytes, isTrimmed, upper, after }: Notation): string {
  const bytes = '00'.repeat(zeroBytes) + serial.replace(/^(?:00)+/, '');
  const pairs = bytes.replace(/..(?=.)/g, `$&${separator}`);
  const digits = isTrimmed ? pairs.replace(/^0/, '') : pairs;
  return before + (upper ? digits.toUpperCase() : digits.toLowerCase()) + after;
}

type Notation = typeof notation extends fc.Arbitrary<infer T> ? T : never;

describe.each(serialEntries)('a serial number for the %s', (entry, give) => {
  const known = () => (revokes(entry) ? revoked : live);

  test('means the same in every notation', async () => {
    const expected = await give(known().serial, known());
    // What finds nothing would be the same every time, too.
    expect(expected).not.toEqual([]);
    await fc.assert(
      fc.asyncProperty(notation, async (written) => {
        expect(await give(write(known().serial, written), known())).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  test.each(['www.corp.example', '12G4', 'AB:C', '0x', '+12', '00:0::11', '12.34'])(
    'is not %j',
    async (text) => {
      await expect(give(text, known())).rejects.toThrow();
    },
  );
});

/** Everywhere that the id of a request can be given, with what is done or said then. */
const idEntries: readonly (readonly [string, (text: string, known: Known) => Promise<unknown>])[] = [
  ['requests of the host', async (text) => found(hosted.store.requests.find(text))],
  [
    'record of the plugin',
    async (text) => {
      const { caRequestId: _, ...record } = await plugin.getSingleRecord(text);
      return record;
    },
  ],
  ['issuers of the plugin', (text) => plugin.getIssuers(text)],
  [
    'revocation by the plugin',
    (caRequestId, { serial: serialNumber }) => plugin.revoke({ caRequestId, serialNumber, reason: 4 }),
  ],
  ['certbridge ca get', (text) => run('ca', 'get', text, '--json')],
  ['certbridge ca export', (text) => run('ca', 'export', text)],
  ['certbridge ca revoke', (text) => run('ca', 'revoke', text, '--reason', '4')],
];

describe.each(idEntries)('the id of a request for the %s', (entry, give) => {
  const known = () => (revokes(entry) ? revoked : live);

  test('means the same with marks around it, and as an older gateway wrote it', async () => {
    const expected = await give(known().id, known());
    const mark = fc.constantFrom('', ' ', '\u00a0', '\u200e', '\ufeff', '\t', '\n');
    const suffix = fc.constantFrom('', '-5678', '-1');
    await fc.assert(
      fc.asyncProperty(mark, suffix, mark, async (before, number, after) => {
        expect(await give(before + known().id + number + after, known())).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  test.each(['', '0', '-1', '1.5', '1000-', '10\u200e00-x', '1000/revoke', '2147483648-1-1'])(
    'is not %j',
    async (text) => {
      await expect(give(text, known())).rejects.toThrow();
    },
  );
});

const issuer = [
  ['CN', 'Sectigo Public Server Authentication CA DV R36'],
  ['O', 'Sectigo Limited'],
  ['C', 'GB'],
] as const;
const subject = [
  ['CN', 'www.corp.example'],
  ['O', 'Corp Services'],
  ['ST', 'Greater Manchester'],
] as const;

/** Types of EV certificates, which few readers of names know. */
const holder = [
  ['CN', 'Trial CA of the Corporation'],
  ['jurisdictionC', 'GB'],
  ['dnQualifier', '12'],
  ['serialNumber', '34'],
] as const;

type Name = readonly (readonly [type: string, value: string])[];

const spellings: Readonly<Record<string, readonly string[]>> = {
  CN: ['CN', 'commonName', '2.5.4.3'],
  O: ['O', 'organizationName', 'OID.2.5.4.10'],
  C: ['C', 'countryName', '2.5.4.6'],
  ST: ['ST', 'S', 'stateOrProvinceName'],
  jurisdictionC: ['jurisdictionC', 'jurisdictionCountryName', '1.3.6.1.4.1.311.60.2.1.3'],
  dnQualifier: ['dnQualifier', 'DNQ', '2.5.4.46'],
  // For a gateway.
  serialNumber: ['serialNumber', 'SN', '2.5.4.5'],
};

const nameTextOf = (name: Name) => name.map(([type, value]) => `${type}=${value}`).join(',');
const quoted = (value: string) => `"${value}"`;

/** Ways to write a value. [RFC 4514, section 2.4] */
const styles: readonly ((value: string) => string)[] = [
  (value) => value,
  quoted,
  (value) => value.replaceAll(/[a-m]/g, (letter) => `\\${letter.charCodeAt(0).toString(16)}`),
  (value) => `#0C${Buffer.of(value.length).toString('hex')}${Buffer.from(value).toString('hex')}`,
];

/** Any way to write an attribute. */
function attributeText([type, value]: Name[number], styled: typeof styles): fc.Arbitrary<string> {
  const spelling = fc
    .tuple(fc.constantFrom(...(spellings[type] ?? [type])), fc.boolean())
    .map(([text, lower]) => (lower ? text.toLowerCase() : text));
  const style = fc.constantFrom(...styled);
  return fc
    .tuple(spelling, fc.constantFrom('=', ' = '), style)
    .map(([written, equals, write]) => written + equals + write(value));
}

/** Any way to write a name, with the mark that the certificate dialog of Windows puts before what is copied. */
function nameText(name: Name, styled: typeof styles): fc.Arbitrary<string> {
  return fc
    .tuple(...name.map((attribute) => attributeText(attribute, styled)))
    .chain((parts) => fc.shuffledSubarray(parts, { minLength: parts.length }))
    .chain((parts) =>
      fc
        .tuple(fc.constantFrom('', ' ', '\u200e', '\u200e '), fc.constantFrom(',', ', ', ';', ' , '))
        .map(([before, separator]) => before + parts.join(separator)),
    );
}

/** The organization is that of the subject. */
const ofSubject = { productId: '1001', parameters: { 'Cost Center': 'CC-1' } };

interface NameEntry {
  readonly name: Name;
  readonly give: (text: string) => Promise<unknown>;
  readonly styled?: typeof styles;
}

/** Everywhere that a name can be given, with what is done or said then. */
const nameEntries: readonly (readonly [string, NameEntry])[] = [
  [
    'issuerDNLookupTerm of the configuration',
    {
      name: issuer,
      // Quotation marks are refused in it.
      styled: styles.filter((style) => style !== quoted),
      give: async (issuerDNLookupTerm) => {
        await workplace.configure(sandbox, { issuerDNLookupTerm });
        return JSON.parse((await run('plan', 'sctokf', '--json')).stdout).certificates;
      },
    },
  ],
  [
    'access rule of a gateway',
    {
      name: holder,
      give: async (text) => {
        const encoded = nameTextOf(holder);
        const pki = await createTestPki(encoded);
        const der = await pki.issue({
          subject: encoded,
          notBefore: new Date(0),
          notAfter: new Date('2040-01-01'),
        });
        return callerBy({ issuer: text, subject: text }, new X509Certificate(der));
      },
    },
  ],
  [
    'issuer in a path of EJBCA REST, by the name of the CA',
    {
      name: [['CN', 'Sectigo']],
      give: (text) => ejbca(`v1/certificate/${encodeURIComponent(text)}/${live.serial}/revocationstatus`),
    },
  ],
  [
    'issuer in a path of EJBCA REST, by its name',
    {
      name: issuer,
      give: async (text) => {
        const [[, commonName]] = issuer;
        const page = { sort: { by: 'issued', descending: false }, start: { offset: 0 }, limit: 200 } as const;
        const { certificates } = await hosted.certificates.search({}, page);
        const { serialNumber } = found(certificates.find((each) => each.issuer.includes(commonName)));
        return ejbca(`v1/certificate/${encodeURIComponent(text)}/${serialNumber}/revocationstatus`);
      },
    },
  ],
  [
    'subject of an order at the plugin',
    {
      name: subject,
      give: (text) => order({ ...renewal, subject: text, enrollmentType: 'New', productInfo: ofSubject }),
    },
  ],
  [
    'subject of certbridge ca enroll',
    {
      name: subject,
      give: async (text) => {
        const argv = [
          '--csr',
          'www.csr',
          '--product',
          '1001',
          '--set',
          'Cost Center=CC-1',
          '--subject',
          text,
        ];
        return JSON.parse((await run('ca', 'enroll', ...argv, '--json')).stdout).request.id;
      },
    },
  ],
];

describe.each(nameEntries)('a name for the %s', (_, { name, give, styled = styles }) => {
  test('means the same however it is written', async () => {
    const expected = await give(nameTextOf(name));
    await fc.assert(
      fc.asyncProperty(nameText(name, styled), async (text) => {
        expect(await give(text)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});

/** Everywhere that a CSR can be given, with what is sent or ordered then. A bad one is refused by an error. */
const csrEntries: readonly (readonly [string, (text: string) => Promise<unknown>])[] = [
  [
    'enrollment by the Sectigo client',
    (text) => sentBy(sectigo().certificates.enroll({ orgId: 1, certType: 1, csr: text })),
  ],
  [
    'renewal by the Sectigo client',
    (text) => sentBy(sectigo().certificates.renewById(99_999, { csr: text })),
  ],
  [
    'replacement by the Sectigo client',
    (text) => sentBy(sectigo().certificates.replace(99_999, { csr: text, reason: 'test' })),
  ],
  ['update by the Sectigo client', (text) => sentBy(sectigo().certificates.update(99_999, { csr: text }))],
  ['order at the plugin', (text) => order({ ...renewal, csr: text, enrollmentType: 'New' })],
  [
    'certbridge ca enroll',
    async (text) => {
      await writeFile(path.join(workplace.base, 'given.csr'), text);
      const argv = ['--csr', 'given.csr', '--product', '1001', ...goodSettings];
      return JSON.parse((await run('ca', 'enroll', ...argv, '--json')).stdout).request.id;
    },
  ],
];

/** Ways to write a CSR that are taken. */
const csrForm = fc.record({
  form: fc.constantFrom<(pem: string) => string>(
    (pem) => pem,
    (pem) => pem.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'),
    (pem) => `Certificate Request:\n    Data: a, "b"\n${pem}`,
    (pem) => pem.replaceAll(/-----.*-----\n/g, ''),
    (pem) => pem.replaceAll(/-----.*-----\n|\n/g, ''),
  ),
  end: fc.constantFrom('\n', '\r\n', '\n\n', ' \n'),
  mark: fc.constantFrom('', '\uFEFF'),
});

const badCsrs: readonly (readonly [string, (pem: string) => string])[] = [
  ['no CSR', () => 'hello world'],
  ['some other DER', () => 'MAMCAQU='],
  ['two', (pem) => pem + pem],
  ['one that is cut off', (pem) => pem.slice(0, -40)],
  ['one whose DER is cut off', (pem) => pem.replace(/.{4}\n-----END/, '\n-----END')],
  ['a certificate', (pem) => pem.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE')],
  ['one with text behind it', (pem) => `${pem}text`],
];

describe.each(csrEntries)('a CSR for the %s', (_, give) => {
  test('means the same however it is written', async () => {
    const expected = await give(csr.pem);
    await fc.assert(
      fc.asyncProperty(csrForm, async ({ form, end, mark }) => {
        expect(await give(mark + form(csr.pem).replaceAll('\n', end))).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });

  test.each(badCsrs)('is not %s', async (_bad, make) => {
    await expect(give(make(csr.pem))).rejects.toThrow();
  });
});

/** A file with certificates, in a way to write it. */
interface CertificateText {
  readonly text: string;
  readonly encoding: 'utf8' | 'utf16le';
}

const certificateFile = async (name: string, { text, encoding }: CertificateText) => {
  const file = path.join(workplace.configDir, name);
  await writeFile(file, Buffer.from(text, encoding));
  return file;
};

interface CertificateEntry {
  /** Whether more than one is refused. */
  readonly isSingle?: boolean;
  readonly give: (content: CertificateText) => Promise<unknown>;
}

const accessSettings = {
  rules: [{ name: 'a', certificate: { issuer: 'CN=a', subject: 'CN=b' }, roles: ['read' as const] }],
};

/** Everywhere that a file of certificates, or its text, can be given. A bad one is refused by an error. */
const certificateEntries: readonly (readonly [string, CertificateEntry])[] = [
  [
    'http.ca of a client',
    {
      give: async ({ text }) => {
        const { url: baseUrl, login, password, customerUri } = sandbox.scm;
        const auth = { type: 'password', login, password } as const;
        await createSectigoClient({ baseUrl, customerUri, auth, http: { ca: text } }).close();
      },
    },
  ],
  [
    'caCertificateFile of config.json',
    {
      give: async (content) => {
        await certificateFile('trusted.pem', content);
        await workplace.configure(sandbox, { caCertificateFile: 'trusted.pem' });
        await run('plan', 'sctokf');
      },
    },
  ],
  [
    'KEYFACTOR_CA_CERT',
    {
      give: async (content) => {
        const file = await certificateFile('keyfactor.pem', content);
        const { url: KEYFACTOR_HOSTNAME } = sandbox.command;
        const env = { KEYFACTOR_HOSTNAME, KEYFACTOR_AUTH_ACCESS_TOKEN: 't', KEYFACTOR_CA_CERT: file };
        createKeyfactorClient(await fromEnvironment({ env }));
      },
    },
  ],
  [
    'caCertificateFile of a connection',
    {
      give: async (content) => {
        await certificateFile('trusted.pem', content);
        await workplace.write('trusting.json', {
          ...connectionTo(sandbox),
          caCertificateFile: 'trusted.pem',
        });
        const { code, stderr } = await workplace.run([
          'ca',
          'validate',
          '--connection',
          path.join(workplace.configDir, 'trusting.json'),
        ]);
        if (code !== 0) throw new Error(stderr);
      },
    },
  ],
  [
    '--chain',
    {
      give: async (content) =>
        run('ca', 'export', live.serial, '--chain', await certificateFile('chain.pem', content)),
    },
  ],
  [
    'clientAuthorityFiles of a gateway',
    {
      give: async (content) => {
        const file = await certificateFile('clients.pem', content);
        const { problems } = await readTlsFiles({
          file,
          certificateFile: undefined,
          keyFile: undefined,
          clientAuthorityFiles: [file],
        });
        if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join());
      },
    },
  ],
  [
    'clientAuthorities of createAccess',
    {
      give: async ({ text }) => {
        createAccess({ settings: accessSettings, clientAuthorities: () => [text], certificates });
      },
    },
  ],
  [
    'listUnfitAuthorities',
    {
      give: async ({ text }) => {
        // The authorities of servers are unfit for clients, too.
        const [unreadable] = listUnfitAuthorities([text]).filter(({ subject }) => subject.startsWith('text'));
        if (unreadable !== undefined) throw new Error(`${unreadable.subject} ${unreadable.problem}`);
      },
    },
  ],
  [
    'import by the Command client',
    { isSingle: true, give: ({ text }) => keyfactor().certificates.import({ Certificate: text }) },
  ],
];

/** Ways to write PEM that are taken. */
const pemForm = fc.record({
  label: fc.constantFrom('CERTIFICATE', 'X509 CERTIFICATE'),
  end: fc.constantFrom('\n', '\r\n', '\n\n', ' \n'),
  before: fc.constantFrom('', 'subject=CN = a\n', '# Größe\n'),
  mark: fc.constantFrom('', '\uFEFF'),
  encoding: fc.constantFrom('utf8' as const, 'utf16le' as const),
});

const damages: readonly (readonly [string, (one: string) => string, RegExp])[] = [
  [
    'cut off',
    (one) => one.slice(0, -60),
    /block \d+ is cut off: its BEGIN or END line lacks its counterpart/,
  ],
  ['without its beginning', (one) => one.slice(60), /block \d+ is cut off/],
  ['of OpenSSL alone', (one) => one.replaceAll('CERT', 'TRUSTED CERT'), /block \d+ is a TRUSTED CERTIFICATE/],
  ['damaged', (one) => one.replace('MII', 'MI'), /block \d+ is damaged: it can't be read as a certificate/],
  ['indented', (one) => one.replaceAll(/^/gm, ' '), /block \d+ would not count/],
  [
    'of another kind',
    (one) => one.replaceAll('CERTIFICATE', 'PKCS7'),
    /block \d+ is not a certificate: PKCS7/,
  ],
];

describe.each(certificateEntries)('a certificate file for %s', (_, { give, isSingle = false }) => {
  test('is taken however it is written', async () => {
    const chain = (await issuersOfLive()).slice(0, isSingle ? 1 : undefined);
    await fc.assert(
      fc.asyncProperty(pemForm, async ({ label, end, before, mark, encoding }) => {
        const blocks = chain.map((pem) => before + pem.replaceAll('CERTIFICATE', label));
        await give({ text: mark + blocks.join('').replaceAll('\n', end), encoding });
      }),
      { numRuns: 12 },
    );
  });

  test.each(damages)('with a block %s behind good ones is refused', async (_, damage, sentence) => {
    const [first = '', ...others] = await issuersOfLive();
    const text = [first, ...others, damage(first)].join('');
    await expect(give({ text, encoding: 'utf8' })).rejects.toThrow(sentence);
  });
});

/** Certificates of the issuer and those above it, as PEM. */
async function issuersOfLive(): Promise<string[]> {
  const { login, password, customerUri, url } = sandbox.scm;
  const headers = { login, password, customerUri };
  const response = await fetch(`${url}/api/ssl/v1/collect/${live.id}?format=x509IO`, { headers });
  return (await response.text())
    .split(/(?<=-----END CERTIFICATE-----\r?\n)/)
    .filter((text) => text.trim() !== '');
}
