import { inspect } from 'node:util';
import { CaPluginError } from '@certbridge/ca-plugin';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { noRecords, refusalWith, replaceRecords } from '../../plain-text/test/no-records.ts';
import {
  type CaDatabase,
  type CaStore,
  commonNameOf,
  compareSortKeys,
  createHostedCa,
  createReader,
  enrollCertificate,
  findChain,
  keepProductNames,
  listFilter,
  lookUpOpenOrders,
  type ManagedCa,
  nameState,
  nameStatus,
  openCaDatabase,
  openCaStore,
  pickUpPending,
  type RecordStore,
  readCertificates,
  readRequest,
  revokeCertificate,
  synchronize,
} from '../src/index.ts';
import { hosted, profile, takeOrders } from './support/hosted.ts';
import { makeCsr } from './support/make-csr.ts';

// What compiles in JavaScript only.

const planted = 'pl4nted';

/** What a call throws, or rejects with. */
async function failureOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error('It was not refused.');
}

async function expectRefusal(call: () => unknown, message: string): Promise<void> {
  const failure = await failureOf(call);
  expect(failure).toBeInstanceOf(CaPluginError);
  expect(failure).toMatchObject({ code: 'invalid-argument', message });
  expect(inspect(failure)).not.toContain(planted);
}

async function openDatabase() {
  const database = await openCaDatabase(':memory:');
  onTestFinished(() => database.close());
  return database;
}

test.each<[readonly unknown[], string]>([
  [[], 'Argument 1 of openCaDatabase must be text.'],
  [[{ file: planted }], 'Argument 1 of openCaDatabase must be text.'],
  [[''], 'Argument 1 of openCaDatabase must be the path of a file, or :memory:; it is empty.'],
  [[':memory:', planted], 'Argument 2 of openCaDatabase must be an object of properties.'],
  [
    [':memory:', { fillin: planted }],
    'The property fillin of openCaDatabase is unknown. Did you mean filling?',
  ],
])('no database is opened with %o', async (given, message) => {
  await expectRefusal(() => openCaDatabase(...(given as Parameters<typeof openCaDatabase>)), message);
});

test.each<[readonly unknown[], string]>([
  [[], 'Argument 1 of openCaStore must be text.'],
  [[''], 'Argument 1 of openCaStore must be the path of a file, or :memory:; it is empty.'],
  [[':memory:', { cas: planted }], 'The option cas of openCaStore is unknown. Did you mean ca?'],
  [[':memory:', { ca: 5 }], 'The option ca of openCaStore must be text.'],
])('no store is opened with %o', async (given, message) => {
  await expectRefusal(() => openCaStore(...(given as Parameters<typeof openCaStore>)), message);
});

describe('no CA is hosted with', () => {
  const connection = { ApiEndpoint: 'https://scm.example' };
  const database = { store: () => undefined, records: () => undefined };
  const good = { name: 'Sectigo', connection, database };

  test.each<[unknown, string]>([
    [
      undefined,
      'Argument 1 of createHostedCa must be an object of options. It needs name, connection, database.',
    ],
    [planted, 'Argument 1 of createHostedCa must be an object of options.'],
    [{}, 'The option name of createHostedCa is missing.'],
    [{ name: 'Sectigo' }, 'The option connection of createHostedCa is missing.'],
    [{ ...good, database: {} }, 'The option database of createHostedCa must have the function store.'],
    [
      { ...good, database: Promise.resolve(database) },
      'The option database of createHostedCa must have the function store. It is a Promise: await it first.',
    ],
    [{ ...good, databse: 1 }, 'The option databse of createHostedCa is unknown. Did you mean database?'],
    [{ ...good, settingsOf: {} }, 'The option settingsOf of createHostedCa must be a function.'],
    [{ ...good, isOnly: 'yes' }, 'The option isOnly of createHostedCa must be true or false.'],
    [
      { ...good, settleMs: planted },
      'The option settleMs of createHostedCa must be a number of milliseconds from 0 to 2147483647.',
    ],
    ...(['orderGraceMs', 'settleMs', 'loginPauseMs'] as const).flatMap((name) =>
      [null, -1, Number.NaN, Number.POSITIVE_INFINITY, 2_147_483_648].map((value): [unknown, string] => [
        { ...good, [name]: value },
        `The option ${name} of createHostedCa must be a number of milliseconds from 0 to 2147483647.`,
      ]),
    ),
    [
      { ...good, concurrency: null },
      'The option concurrency of createHostedCa must be a whole number from 1.',
    ],
    [{ ...good, concurrency: 0 }, 'The option concurrency of createHostedCa must be a whole number from 1.'],
    [{ ...good, clock: {} }, 'The option clock of createHostedCa must have the function now.'],
    [
      { ...good, http: { concurency: 4 } },
      'The option http.concurency is unknown. Did you mean concurrency?',
    ],
    [{ ...good, retries: 4 }, 'The option retries of createHostedCa is unknown. Did you mean http.retries?'],
  ])('%o', async (options, message) => {
    await expectRefusal(() => createHostedCa(options as never), message);
  });

  test('objects without properties by name', async () => {
    for (const [object, offer] of noRecords) {
      for (const [path, [given]] of replaceRecords([{ connection, http: { headers: {} } }], object)) {
        const options = path === '0' ? given : { ...good, ...(given as object) };
        const failure = await failureOf(() => createHostedCa(options as never));
        expect(failure).toMatchObject({
          code: 'invalid-argument',
          message: expect.stringMatching(refusalWith(offer)),
        });
      }
    }
  });
});

const order = { profile: 'Sectigo DV SSL', userName: '', csr: new Uint8Array() };
const wait = { waitMs: 0 };

describe('the call of a hosted CA is refused before anything is sent:', () => {
  test.each<[string, readonly unknown[], string]>([
    ['order', [], 'Argument 1 of ca.order must be an object of properties. It needs profile, userName, csr.'],
    [
      'order',
      [{ ...order, csr: 5 }, wait],
      'The property csr of ca.order must be the bytes of a PKCS#10, or one that was read already.',
    ],
    ['order', [{ ...order, csr: undefined }, wait], 'The property csr of ca.order is missing.'],
    [
      'order',
      [{ ...order, profil: planted }, wait],
      'The property profil of ca.order is unknown. Did you mean profile?',
    ],
    [
      'order',
      [{ ...order, notAfter: '2027-01-01' }, wait],
      'The property notAfter of ca.order must be a valid Date.',
    ],
    ['order', [order], 'Argument 2 of ca.order must be an object of options. It needs waitMs.'],
    ['order', [order, { waitMS: 5 }], 'The option waitMS of ca.order is unknown. Did you mean waitMs?'],
    [
      'order',
      [order, { waitMs: Number.NaN }],
      'The option waitMs of ca.order must be a number of milliseconds from 0 to 2147483647.',
    ],
    ...(['waitMs', 'responseMs'] as const).flatMap((name) =>
      [null, Number.POSITIVE_INFINITY, 2_147_483_648].map((value): [string, readonly unknown[], string] => [
        'order',
        [order, { ...wait, [name]: value }],
        `The option ${name} of ca.order must be a number of milliseconds from 0 to 2147483647.`,
      ]),
    ),
    ['revoke', [], 'Argument 1 of ca.revoke must be a certificate, as a search finds it.'],
    ['revoke', [planted], 'Argument 1 of ca.revoke must be a certificate, as a search finds it.'],
    [
      'revoke',
      [{ ca: 'Sectigo', requestId: '1', serialNumber: 'AB' }, { reson: 1 }],
      'The option reson of ca.revoke is unknown. Did you mean reason?',
    ],
    ...[null, '1', Symbol(planted)].map((reason): [string, readonly unknown[], string] => [
      'revoke',
      [{ ca: 'Sectigo', requestId: '1', serialNumber: 'AB' }, { reason }],
      'The option reason of ca.revoke must be a number.',
    ]),
    ['profiles', [{ wanted: planted }], 'The option wanted of ca.profiles must be a function.'],
    [
      'profiles',
      [AbortSignal.abort()],
      'Argument 1 of ca.profiles must be an object of options. It is an AbortSignal: pass it as { signal }.',
    ],
    ['chainOf', [], 'Argument 1 of ca.chainOf must be text.'],
    ['scan', [], 'Argument 1 of ca.scan must be an object of options. It needs full.'],
    ['scan', [{ ful: true }], 'The option ful of ca.scan is unknown. Did you mean full?'],
    ['pollPending', [{ signal: 5 }], 'The option signal of ca.pollPending must be an AbortSignal.'],
    ['isScanned', [], 'Argument 1 of ca.isScanned must be an object of properties. It needs full, since.'],
    [
      'isScanned',
      [{ full: true, since: planted }],
      'The property since of ca.isScanned must be a valid Date.',
    ],
    ['isPolled', [{ since: 5 }], 'The property since of ca.isPolled must be a valid Date.'],
    ['checkProfiles', [planted], 'Argument 1 of ca.checkProfiles must be an object of options.'],
  ])('%s %o', async (name, given, message) => {
    const { ca, sandbox } = await hosted();
    const call = ca[name as keyof typeof ca] as (...given: readonly unknown[]) => unknown;
    await expectRefusal(() => call(...given), message);
    expect(sandbox.requests.list()).toEqual([]);
  });
});

const page = { sort: { by: 'issued', descending: true }, start: { offset: 0 }, limit: 10 };

describe('a search is refused', () => {
  test.each<[unknown, unknown, string]>([
    [undefined, page, 'Argument 1 of certificates.search must be an object of properties.'],
    [
      { ca: ['a'] },
      page,
      'The property ca of certificates.search is unknown. There are text, cas, productNames, statuses, issued, expires, revoked, changed, within.',
    ],
    [{ cas: planted }, page, 'The property cas of certificates.search must be a list.'],
    [{ cas: [5] }, page, 'The property cas of certificates.search must be a list of texts.'],
    [{ text: planted }, page, 'The property text of certificates.search must be an object.'],
    [{ text: { value: 'a' } }, page, 'The property text.match of certificates.search is missing.'],
    [
      { text: { value: 'a', match: 'parts' } },
      page,
      'The property text.match of certificates.search must be one of whole, part. Did you mean part?',
    ],
    [
      { statuses: ['actve'] },
      page,
      'The property statuses of certificates.search must be a list of active, revoked, and objects with revokedFor.',
    ],
    [
      { expires: { before: planted } },
      page,
      'The property expires.before of certificates.search must be a valid Date.',
    ],
    [
      { issued: { until: planted } },
      page,
      'The property issued.until of certificates.search is unknown. There are after, before.',
    ],
    [
      { within: [{}] },
      page,
      'The property within of certificates.search must be a list of objects with a ca.',
    ],
    [
      { within: [{ ca: 'a' }, { ca: 'a', productName: [planted] }] },
      page,
      'The property productName of within.1 of certificates.search is unknown. Did you mean productNames?',
    ],
    [{}, undefined, 'Argument 2 of certificates.search must be an object of options. It needs limit.'],
    [{}, { ...page, sort: undefined }, 'The option sort of certificates.search is missing.'],
    [
      {},
      { ...page, sort: { by: 'isued', descending: true } },
      'The option sort.by of certificates.search must be one of user-name, issuer, subject, product, status, changed, issued, expires, revoked. Did you mean issued?',
    ],
    [
      {},
      { ...page, sort: { by: 'issued' } },
      'The option sort.descending of certificates.search is missing.',
    ],
    [
      {},
      { ...page, start: {} },
      'The option start of certificates.search must have either behind or offset.',
    ],
    [
      {},
      { ...page, start: { behind: [1, 2] } },
      'The option start.behind of certificates.search must be the end of another page.',
    ],
    [
      {},
      { ...page, start: { behind: [Symbol(planted), 'a'] } },
      'The option start.behind of certificates.search must be the end of another page.',
    ],
    [
      { within: [{ ca: 'a', productNames: [Symbol(planted)] }] },
      page,
      'The property within of certificates.search must be a list of objects with a ca.',
    ],
    [
      {},
      { ...page, start: { offset: -1 } },
      'The option start.offset of certificates.search must be a whole number from 0.',
    ],
    [{}, { ...page, limit: 1.5 }, 'The option limit of certificates.search must be a whole number from 0.'],
    [{}, { ...page, limt: 5 }, 'The option limt of certificates.search is unknown. Did you mean limit?'],
  ])('%o %o', async (query, options, message) => {
    const { certificates } = await openDatabase();
    await expectRefusal(() => certificates.search(query as never, options as never), message);
  });
});

test('the start of a search that is undefined beside the other one is none', async () => {
  const { certificates } = await openDatabase();
  for (const start of [
    { offset: 0, behind: undefined },
    { offset: undefined, behind: [null, ''] },
  ]) {
    const found = await certificates.search({}, { ...page, start } as never);
    expect(found).toEqual({ certificates: [], end: undefined });
  }
});

const settings = 'The settings that settingsOf of createHostedCa returns must';

test.each<[unknown, string]>([
  [undefined, `${settings} be an object of parameters and renewals.`],
  [planted, `${settings} be an object of parameters and renewals.`],
  [
    Promise.resolve({}),
    `${settings} be an object of parameters and renewals. It is a Promise: await it first.`,
  ],
  [{ renewals: 'order' }, `${settings} have an object of texts as parameters.`],
  [
    { parameters: new Map(), renewals: 'order' },
    `${settings} have an object of texts as parameters. It is a Map: pass Object.fromEntries(map).`,
  ],
  [
    { parameters: {}, renewal: 'renew' },
    'The property renewal of what settingsOf of createHostedCa returns is unknown. Did you mean renewals?',
  ],
  [
    { parameters: {}, renewals: 'renewal' },
    `${settings} have renewals, which must be one of order, renew. Did you mean renew?`,
  ],
])('nothing is ordered by settings of a profile that are none: %o', async (given, reason) => {
  const { ca, sandbox } = await hosted({ settingsOf: () => given as never });
  const csr = makeCsr('www.corp.example').der;
  const outcome = await ca.order({ profile, userName: '', csr }, { waitMs: 20_000 });
  expect(outcome).toEqual({ state: 'unavailable', reason, maybeOrdered: false });
  await expectRefusal(() => ca.checkProfiles(), reason);
  expect(takeOrders(sandbox)).toEqual([]);
});

test.each([undefined, null, 1, 'yes', Promise.resolve(true)])(
  'a profile is wanted by nothing but true (%j)',
  async (answer) => {
    const first = await hosted();
    await first.ca.profiles();
    const { ca } = await hosted({ sandbox: first.sandbox, file: first.file });
    await expectRefusal(
      () => ca.profiles({ wanted: () => answer as never }),
      'The option wanted of ca.profiles must return true or false, and not be async.',
    );
  },
);

test.each([undefined, null, 0, Promise.resolve(false)])(
  'a key is not compromised by nothing but false (%j)',
  async (answer) => {
    const { ca, database, sandbox } = await hosted();
    vi.spyOn(database.certificates, 'isCompromised').mockReturnValue(answer as never);
    const csr = makeCsr('www.corp.example').der;
    const outcome = await ca.order({ profile, userName: '', csr }, { waitMs: 20_000 });
    expect(outcome).toMatchObject({
      state: 'unavailable',
      reason: 'The function isCompromised of certificates must return true or false, and not be async.',
    });
    expect(takeOrders(sandbox)).toEqual([]);
  },
);

/** Calls of each part of a database, what they are given, and what is wrong with it. */
const calls: readonly (readonly [string, string, readonly unknown[], string])[] = [
  ['database', 'store', [], 'Argument 1 of database.store must be text.'],
  [
    'database',
    'store',
    ['a', { only: true }],
    'The option only of database.store is unknown. Did you mean isOnly?',
  ],
  ['database', 'records', [], 'Argument 1 of database.records must be text.'],
  ['certificates', 'count', [], 'Argument 1 of certificates.count must be an object of properties.'],
  [
    'certificates',
    'count',
    [{ status: [] }],
    'The property status of certificates.count is unknown. Did you mean statuses?',
  ],
  [
    'certificates',
    'count',
    [{ within: [{ ca: 'a', productName: [planted] }] }],
    'The property productName of within.0 of certificates.count is unknown. Did you mean productNames?',
  ],
  ['certificates', 'find', [], 'Argument 1 of certificates.find must be text.'],
  ['certificates', 'find', ['AB', 'CN=a'], 'Argument 2 of certificates.find must be a list of texts.'],
  [
    'certificates',
    'find',
    ['AB', [], { cas: [] }],
    'The option cas of certificates.find is unknown. Did you mean ca?',
  ],
  ['certificates', 'issuersOf', [5], 'Argument 1 of certificates.issuersOf must be text.'],
  ['certificates', 'productsOf', [], 'Argument 1 of certificates.productsOf must be text.'],
  ['certificates', 'newestOf', ['a'], 'Argument 2 of certificates.newestOf must be text.'],
  ['certificates', 'ofRequest', ['a', 5], 'Argument 2 of certificates.ofRequest must be text.'],
  [
    'certificates',
    'isCompromised',
    [planted],
    'Argument 1 of certificates.isCompromised must be a KeyObject.',
  ],
  [
    'certificates',
    'noteRevocation',
    [
      { ca: 'a', requestId: '1' },
      { at: new Date(), reason: 4 },
    ],
    'Argument 1 of certificates.noteRevocation must be a certificate, as a search finds it.',
  ],
  [
    'certificates',
    'noteRevocation',
    [
      { ca: 'a', requestId: '1', serialNumber: 'AB' },
      { at: planted, reason: 4 },
    ],
    'The property at of certificates.noteRevocation must be a valid Date.',
  ],
  ['issuers', 'keep', [planted], 'Argument 1 of issuers.keep must be a list of Uint8Arrays.'],
  ['issuers', 'chainOf', [planted], 'Argument 1 of issuers.chainOf must be a Uint8Array.'],
  [
    'records',
    'add',
    [],
    'Argument 1 of records.add must be an object of properties. It needs name, content.',
  ],
  ['records', 'add', [{ name: 'a' }], 'The property content of records.add is missing.'],
  ['records', 'find', [5], 'Argument 1 of records.find must be text.'],
  [
    'records',
    'replace',
    [{ name: 'a', contents: planted }],
    'The property contents of records.replace is unknown. Did you mean content?',
  ],
  ['records', 'replace', [{ name: 'a', content: '' }, 5], 'Argument 2 of records.replace must be text.'],
  ['records', 'remove', [], 'Argument 1 of records.remove must be text.'],
  ['shownPages', 'showsOf', [{}], 'The property list of shownPages.showsOf is missing.'],
  [
    'shownPages',
    'showsOf',
    [{ list: 'a', page: 1, since: 5 }],
    'The property since of shownPages.showsOf must be a valid Date.',
  ],
  [
    'shownPages',
    'showsOf',
    [{ list: 'a', page: Symbol(planted), since: new Date() }],
    'The property page of shownPages.showsOf must be a whole number from 0.',
  ],
  [
    'shownPages',
    'change',
    [{ list: 'a', page: 1, since: new Date() }],
    'Argument 2 of shownPages.change must be a function.',
  ],
  ['requests', 'keep', [{}], 'Argument 1 of requests.keep must be a list of records.'],
  ['requests', 'keep', [[]], 'Argument 2 of requests.keep must be an object of options. It needs at.'],
  [
    'requests',
    'keep',
    [[], { at: new Date(), durability: 'power' }],
    'The option durability of requests.keep must be one of power-loss, kill. Did you mean power-loss?',
  ],
  ['requests', 'find', [], 'Argument 1 of requests.find must be text.'],
  ['requests', 'idOfSerialNumber', [5], 'Argument 1 of requests.idOfSerialNumber must be text.'],
  ['requests', 'certificateOf', [], 'Argument 1 of requests.certificateOf must be text.'],
  ['requests', 'list', [], 'Argument 1 of requests.list must be an object of properties.'],
  [
    'requests',
    'list',
    [{ expired: { by: planted, is: true } }],
    'The property expired.by of requests.list must be a valid Date.',
  ],
  ['requests', 'count', [20], 'Argument 1 of requests.count must be a list of statuses, which are numbers.'],
  ['requests', 'statusesOf', [5], 'Argument 1 of requests.statusesOf must be text.'],
  ['orders', 'newest', [], 'Argument 1 of orders.newest must be text.'],
  ['orders', 'begin', [], 'Argument 1 of orders.begin must be an order, with identity and kind.'],
  [
    'orders',
    'begin',
    [{ identity: 'a', kind: 'New' }, { after: null }],
    'The option after of orders.begin must be a whole number from 0.',
  ],
  ['orders', 'sending', [], 'Argument 1 of orders.sending must be a whole number from 0.'],
  ['orders', 'ended', [], 'Argument 1 of orders.ended must be a whole number from 0.'],
  ['orders', 'settle', [1, 5], 'Argument 2 of orders.settle must be text.'],
  [
    'orders',
    'close',
    [1, 'refuse'],
    'Argument 2 of orders.close must be one of refused, given up. Did you mean refused?',
  ],
  ['orders', 'isTaken', [], 'Argument 1 of orders.isTaken must be text.'],
  ['orders', 'unreferenced', [5], 'Argument 1 of orders.unreferenced must be text.'],
  ['orders', 'giveUpUnreferenced', [], 'Argument 1 of orders.giveUpUnreferenced must be text.'],
  ['syncs', 'lastBegan', [], 'Argument 1 of syncs.lastBegan must be an object of properties. It needs full.'],
  ['syncs', 'begin', [{ full: true }], 'The property at of syncs.begin is missing.'],
  [
    'syncs',
    'finish',
    [1, { result: 'complete', counts: {}, at: new Date() }],
    'The property result of syncs.finish must be one of completed, failed, interrupted. Did you mean completed?',
  ],
  ['polls', 'finish', [], 'Argument 1 of polls.finish must be an object of properties. It needs startedAt.'],
  ['products', 'keep', [[{}], new Date()], 'Argument 1 of products.keep must be a list of products.'],
  ['products', 'keep', [[]], 'Argument 2 of products.keep must be a valid Date.'],
];

test.each(calls)('%s.%s is refused for %o', async (part, name, given, message) => {
  const database = await openDatabase();
  const parts: Readonly<Record<string, unknown>> = {
    ...{ database, records: database.records('note') },
    ...database,
    ...(await database.store('Sectigo')),
    ...(part === 'records' && { records: database.records('note') }),
  };
  const object = parts[part] as Readonly<Record<string, (...given: readonly unknown[]) => unknown>>;
  await expectRefusal(() => object[name]?.(...given), message);
});

test.each<[string, (host: never) => unknown, string]>([
  ['synchronize', (host) => synchronize(host, {} as never), 'The option full of synchronize is missing.'],
  [
    'pickUpPending',
    (host) => pickUpPending(host, { concurrency: 0 }),
    'The option concurrency of pickUpPending must be a whole number from 1.',
  ],
  [
    'lookUpOpenOrders',
    (host) => lookUpOpenOrders(host, { onOpened: () => {} } as object),
    'The option onOpened of lookUpOpenOrders is unknown. Did you mean onOpen?',
  ],
  [
    'enrollCertificate',
    (host) => enrollCertificate(host, { order: {}, csr: '' } as never),
    'The property csrHash of enrollCertificate is missing.',
  ],
  ['readRequest', (host) => readRequest(host, 5 as never, {}), 'Argument 2 of readRequest must be text.'],
  [
    'revokeCertificate',
    (host) => revokeCertificate(host, undefined as never, { serialNumber: 'AB', reason: 1 }),
    'The id of argument 2 of revokeCertificate must be text.',
  ],
  [
    'revokeCertificate',
    (host) =>
      revokeCertificate(host, { id: '1' } as never, { serialNumber: 'AB', reason: Symbol() as never }),
    'The option reason of revokeCertificate must be a number.',
  ],
  [
    'keepProductNames',
    (host) => keepProductNames(host, undefined as never),
    'Argument 2 of keepProductNames must be an object of options.',
  ],
])('the step %s is refused', async (name, call, message) => {
  const store = await (await openDatabase()).store('Sectigo');
  const plugin = { getSingleRecord: () => undefined, getProducts: () => undefined };
  await expectRefusal(() => call({ plugin, store } as never), message);
  await expectRefusal(
    () => call({ store } as never),
    `The plugin of ${name} must have the function getSingleRecord.`,
  );
  await expectRefusal(
    () => call({ plugin, store: {} } as never),
    `The store of ${name} must be one of a database: it has no requests.`,
  );
  await expectRefusal(
    () => call({ plugin, store: Promise.resolve(store) } as never),
    `The store of ${name} must be one of a database: it has no requests. It is a Promise: await it first.`,
  );
});

test.each<[() => unknown, string]>([
  [
    () => createReader(undefined as never),
    'The argument of createReader must be a store: it has no requests.',
  ],
  [() => createReader({} as never), 'The argument of createReader must be a store: it has no requests.'],
  [
    () => createReader({ requests: {} } as never),
    'The property requests of createReader must have the function find.',
  ],
  [
    () => createReader(Promise.resolve() as never),
    'The argument of createReader must be a store: it has no requests. It is a Promise: await it first.',
  ],
  ...[
    undefined,
    null,
    planted,
    {},
    { certificate: null },
    { certificate: {}, csr: null },
    { certificate: { subject: planted, subjectAlternativeNames: [5] }, csr: null },
    { certificate: null, csr: Symbol(planted) },
  ].map((request): [() => unknown, string] => [
    () => commonNameOf(request as never),
    'Argument 1 of commonNameOf must be a request of a store, with certificate and csr.',
  ]),
  ...[undefined, null, {}, { status: planted }].map((request): [() => unknown, string] => [
    () => nameState(request as never),
    'The status of argument 1 of nameState must be a number.',
  ]),
  [
    () => nameState({ status: 40 } as never),
    'The certificate.notAfter of argument 1 of nameState must be text.',
  ],
  [
    () => nameState({ status: 40, certificate: null }, null as never),
    'Argument 2 of nameState must be a valid Date.',
  ],
  [() => nameStatus(Symbol(planted) as never), 'Argument 1 of nameStatus must be a number.'],
  [
    () => compareSortKeys(undefined as never, undefined as never, undefined as never),
    'Argument 1 of compareSortKeys must be the end of a page.',
  ],
  [
    () => compareSortKeys([1, 'a'], [Symbol(planted), 'a'] as never, undefined as never),
    'Argument 2 of compareSortKeys must be the end of a page.',
  ],
  [
    () => compareSortKeys([1, 'a'], [null, 'a'], undefined as never),
    'Argument 3 of compareSortKeys must be an object of properties. It needs by, descending.',
  ],
  [
    () => compareSortKeys([1, 'a'], ['b', 'a'], { by: 'isued', descending: true } as never),
    'The property by of compareSortKeys must be one of user-name, issuer, subject, product, status, changed, issued, expires, revoked. Did you mean issued?',
  ],
  [
    () => listFilter(undefined as never, new Date()),
    'Argument 1 of listFilter must be an object of properties.',
  ],
  [
    () => listFilter({ status: 'isued' as never }, new Date()),
    'The property status of listFilter must be one of issued, pending, revoked, failed, expired. Did you mean issued?',
  ],
  ...[null, '3', Symbol(planted), -1, Number.NaN, Number.POSITIVE_INFINITY, 1e16].map(
    (expiringInMs): [() => unknown, string] => [
      () => listFilter({ expiringInMs: expiringInMs as never }, new Date()),
      'The property expiringInMs of listFilter must be a number of milliseconds from 0 that ends at a valid Date.',
    ],
  ),
  [() => listFilter({}, planted as never), 'Argument 2 of listFilter must be a valid Date.'],
  [() => readCertificates(undefined as never), 'Argument 1 of readCertificates must be text.'],
  [() => findChain(planted as never, []), 'Argument 1 of findChain must be an X509Certificate.'],
])("a function refuses what it can't use (%#)", async (call, message) => {
  await expectRefusal(call, message);
});

type FunctionsOf<T> = {
  [Name in keyof T]: T[Name] extends (...given: never) => unknown ? Name : never;
}[keyof T];
type Taken<T> = Readonly<Record<FunctionsOf<T>, readonly unknown[] | null>>;

/** What each call takes that takes an object of values by name; null for one that takes none. Complete by their types. */
const caCalls: Taken<ManagedCa> = {
  order: [order, wait],
  revoke: [
    { ca: 'Sectigo', requestId: '1', serialNumber: 'AB' },
    { reason: 1, requester: 'a' },
  ],
  profiles: [{}],
  chainOf: ['a', {}],
  isReady: null,
  state: null,
  scan: [{ full: true }],
  pollPending: [{}],
  isScanned: [{ full: true, since: new Date() }],
  isPolled: [{ since: new Date() }],
  checkProfiles: [{}],
  close: null,
};

interface Parts
  extends Pick<CaStore, 'requests' | 'orders' | 'syncs' | 'polls' | 'products'>,
    Pick<CaDatabase, 'certificates' | 'issuers' | 'shownPages'> {
  readonly database: CaDatabase;
  readonly records: RecordStore;
}

const span = { after: new Date(), before: new Date() };
const query = {
  text: { value: 'a', match: 'part' },
  statuses: [{ revokedFor: 1 }],
  issued: span,
  expires: span,
  revoked: span,
  changed: span,
  within: [{ ca: 'a' }],
};
const shownPage = { list: 'a', page: 1, since: new Date() };

const storeCalls: { readonly [Part in keyof Parts]: Taken<Parts[Part]> } = {
  database: { cas: null, store: ['a', {}], records: null, isKeptLocked: null, close: null },
  records: {
    add: [{ name: 'a', content: 'b' }],
    find: null,
    replace: [{ name: 'a', content: 'b' }],
    remove: null,
    list: null,
  },
  certificates: {
    search: [query, page],
    count: [query],
    find: ['AB', ['CN=a'], { ca: 'a' }],
    issuersOf: null,
    productsOf: null,
    newestOf: null,
    ofRequest: null,
    isCompromised: null,
    noteRevocation: null,
  },
  issuers: { keep: null, chainOf: null },
  shownPages: { showsOf: [shownPage], change: [shownPage, () => []] },
  requests: {
    keep: [[], { at: new Date() }],
    find: null,
    idOfSerialNumber: null,
    certificateOf: null,
    list: [{ expired: { by: new Date(), is: true }, expiring: { after: new Date(), until: new Date() } }],
    count: null,
    statusesOf: null,
    misplaced: null,
  },
  orders: {
    newest: null,
    begin: [{ identity: 'a', kind: 'new' }, { after: 1 }],
    settle: null,
    close: null,
    open: null,
    isTaken: null,
    unkept: null,
    unreferenced: null,
    giveUpUnreferenced: null,
  },
  syncs: {
    lastSync: null,
    completed: null,
    lastBegan: [{ full: true }],
    begin: [{ full: true, at: new Date() }],
    finish: [1, { result: 'completed', counts: {}, at: new Date() }],
  },
  polls: { lastBegan: null, finish: [{ startedAt: new Date() }] },
  products: { keep: [[{ id: '1', name: 'a', keys: {} }], new Date()], list: null },
};

async function expectNoneTaken(
  functions: object,
  taken: Readonly<Record<string, readonly unknown[] | null>>,
) {
  for (const [name, given] of Object.entries(taken)) {
    for (const [object] of noRecords) {
      for (const [path, wrong] of replaceRecords(given ?? [], object)) {
        const call = Reflect.get(functions, name) as (...given: readonly unknown[]) => unknown;
        const failure = await failureOf(() => call.call(functions, ...wrong)).catch(String);
        expect(failure, `${name} ${path}`).toMatchObject({ code: 'invalid-argument' });
      }
    }
  }
}

test('no call of a hosted CA takes an object without properties by name', async () => {
  const { ca, sandbox } = await hosted();
  await expectNoneTaken(ca, caCalls);
  expect(sandbox.requests.list()).toEqual([]);
});

test('nothing in a database takes an object without properties by name', async () => {
  const database = await openDatabase();
  const parts: Parts = {
    database,
    ...database,
    ...(await database.store('Sectigo')),
    records: database.records('note'),
  };
  for (const part of Object.keys(storeCalls) as (keyof Parts)[]) {
    await expectNoneTaken(parts[part], storeCalls[part]);
  }
});

test('no step takes an object without properties by name', async () => {
  const store = await (await openDatabase()).store('Sectigo');
  const plugin = { getSingleRecord: () => undefined, getProducts: () => undefined };
  const host = { plugin, store };
  const enrollment = { order: {}, csr: '', csrHash: '', again: false };
  await expectNoneTaken(
    {
      synchronize: (options: never) => synchronize(host as never, options),
      pickUpPending: (options: never) => pickUpPending(host as never, options),
      lookUpOpenOrders: (options: never) => lookUpOpenOrders(host as never, options),
      enrollCertificate: (options: never) => enrollCertificate(host as never, options),
      readRequest: (options: never) => readRequest(host as never, 'a', options),
      revokeCertificate: (options: never) => revokeCertificate(host as never, { id: 'a' } as never, options),
      keepProductNames: (options: never) => keepProductNames(host as never, options),
      listFilter: (options: never) => listFilter(options, new Date()),
      openCaDatabase: (options: never) => openCaDatabase(':memory:', options),
      openCaStore: (options: never) => openCaStore(':memory:', options),
    },
    {
      synchronize: [{ full: true }],
      pickUpPending: [{}],
      lookUpOpenOrders: [{}],
      enrollCertificate: [enrollment],
      readRequest: [{}],
      revokeCertificate: [{ serialNumber: 'AB', reason: 1 }],
      keepProductNames: [{}],
      listFilter: [{}],
      openCaDatabase: [{}],
      openCaStore: [{}],
    },
  );
});
