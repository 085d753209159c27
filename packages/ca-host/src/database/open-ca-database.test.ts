import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EndEntityStatus } from '@certbridge/ca-plugin';
import { expect, onTestFinished, test } from 'vitest';
import { makeCertificate, newKey } from '../../test/support/make-csr.ts';
import { issued, orderOf, recordOf } from '../../test/support/records.ts';
import type { CaDatabase } from '../contract/ca-database.ts';
import type { PageStart } from '../contract/certificate-search.ts';
import { caDatabaseKind } from './ca-database-kind.ts';
import { openCaDatabase } from './open-ca-database.ts';
import { openCaStore } from './open-ca-store.ts';

const at = (day: number) => new Date(Date.UTC(2026, 5, day));
const byChange = { sort: { by: 'changed', descending: false }, start: { offset: 0 }, limit: 100 } as const;

async function openDatabase(file = ':memory:'): Promise<CaDatabase> {
  const database = await openCaDatabase(file);
  onTestFinished(() => database.close());
  return database;
}

function temporaryFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'certbridge-host-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return path.join(folder, 'gateway.db');
}

test('two CAs of a database have requests, orders, synchronizations and products of their own', async () => {
  const database = await openDatabase();
  const one = await database.store('one');
  const two = await database.store('two');
  await one.requests.keep([recordOf('7', issued())], { at: at(1) });
  await two.requests.keep([recordOf('7', { productId: '2002' }), recordOf('8')], { at: at(1) });
  expect(one.requests.find('7')?.status).toBe(EndEntityStatus.Generated);
  expect(two.requests.find('7')?.status).toBe(EndEntityStatus.ExternalValidation);
  expect(two.requests.find('0a')).toBeUndefined();
  expect([...one.requests.list({})].map(({ id }) => id)).toEqual(['7']);
  expect([one.requests.count([90]), two.requests.count([90])]).toEqual([0, 2]);
  expect(await one.orders.begin(orderOf('same'), { after: undefined })).toBeDefined();
  expect(await two.orders.newest('same')).toBeUndefined();
  expect(await two.orders.begin(orderOf('same'), { after: undefined })).toBeDefined();
  const counts = { added: 1, changed: 0, unchanged: 0, bad: 0 };
  await one.syncs.finish(await one.syncs.begin({ full: true, at: at(1) }), {
    result: 'completed',
    counts,
    at: at(2),
  });
  expect(one.syncs.completed()).toEqual({ last: at(2), lastFull: at(2) });
  expect([one.syncs.lastSync(), two.syncs.lastSync()]).toEqual([at(1), null]);
  expect(two.syncs.completed()).toEqual({ last: null, lastFull: null });
  expect(one.products.list().map(({ id }) => id)).toEqual(['1001']);
  expect(two.products.list().map(({ id, number }) => [number, id])).toEqual([
    [1, '1001'],
    [2, '2002'],
  ]);
});

test('a scan that could not read everything counts as a scan, and not as the time to continue from', async () => {
  const { syncs } = await (await openDatabase()).store('one');
  const counts = { added: 1, changed: 0, unchanged: 0, bad: 1 };
  await syncs.finish(await syncs.begin({ full: true, at: at(1) }), {
    result: 'completed',
    counts,
    at: at(2),
  });
  await syncs.finish(await syncs.begin({ full: false, at: at(3) }), {
    result: 'completed',
    counts,
    at: at(4),
  });
  await syncs.finish(await syncs.begin({ full: true, at: at(5) }), { result: 'failed', counts, at: at(6) });
  expect(syncs.completed()).toEqual({ last: at(4), lastFull: at(2) });
  expect(syncs.lastSync()).toBeNull();
});

test('products keep their numbers, whatever is offered later', async () => {
  const keys = { rsa: [2048], ec: ['P-256'] };
  const { products } = await (await openDatabase()).store('one');
  await products.keep(
    [
      { id: '30', name: 'C', keys },
      { id: '10', name: 'A', keys },
    ],
    at(1),
  );
  await products.keep(
    [
      { id: '20', name: 'B', keys: { rsa: [4096], ec: [] } },
      { id: '10', name: 'A2', keys },
    ],
    at(2),
  );
  expect(products.list()).toEqual([
    { number: 1, id: '30', name: 'C', isOffered: false, keys },
    { number: 2, id: '10', name: 'A2', isOffered: true, keys },
    { number: 3, id: '20', name: 'B', isOffered: true, keys: { rsa: [4096], ec: [] } },
  ]);
});

test('alternative names of an earlier version are found as they are shown', async () => {
  const file = temporaryFile();
  const { applicationId, steps } = caDatabaseKind();
  const older = new DatabaseSync(file);
  for (const step of steps.slice(0, 7)) older.exec(step);
  const time = "'2026-06-01T10:00:00.000Z'";
  const columns = `ca, request_id, sha256, product, is_revoked, revocation, revoked_at, changed_at, not_before,
    not_after, subject, issuer, names, user_name`;
  older.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = 7;
    INSERT INTO ca VALUES (1, 'one');
    INSERT INTO certificate VALUES
      (1, 'AB', '7', '0A', 'CN=a', 'CN=b', '["dns=a.example","ip=192.0.2.1","other=x"]', ${time}, ${time}, 'CD', ${time}, x'00'),
      (1, 'AC', '8', '0B', 'CN=b', 'CN=b', '[]', ${time}, ${time}, 'CD', ${time}, x'00');
    INSERT INTO request VALUES (1, '7', 40, NULL, NULL, NULL, 'AB', NULL, NULL, ${time}, ${time}),
      (1, '8', 40, NULL, NULL, NULL, 'AC', NULL, NULL, ${time}, ${time});
    INSERT INTO issued (${columns}) SELECT ${columns} FROM issuable`);
  older.close();
  const { certificates } = await openDatabase(file);
  const text = 'dNSName=a.example, iPAddress=192.0.2.1, other=x';
  const found = await certificates.search({ text: { value: text, match: 'whole' } }, byChange);
  expect(found.certificates).toMatchObject([
    {
      alternativeNameText: text,
      subjectAlternativeNames: ['dns=a.example', 'ip=192.0.2.1', 'other=x'],
    },
  ]);
  expect(await certificates.count({ text: { value: 'dns=a', match: 'part' } })).toBe(0);
  const [, other] = (await certificates.search({}, byChange)).certificates;
  expect(other).toMatchObject({ alternativeNameText: '', subjectAlternativeNames: [] });
});

test('the only CA of a database may get a name, and one of several that is not there is refused', async () => {
  const file = temporaryFile();
  const nameless = await openCaStore(file);
  await nameless.requests.keep([recordOf('7', issued())], { at: at(1) });
  await nameless.close();
  const database = await openDatabase(file);
  expect((await database.store('one', { isOnly: true })).requests.find('7')?.id).toBe('7');
  expect(database.cas()).toEqual(['one']);
  const again = await openCaStore(file);
  expect(again.requests.find('7')?.id).toBe('7');
  await again.close();
  expect((await database.store('two')).requests.find('7')).toBeUndefined();
  await expect(openCaStore(file, { caOption: '--ca' })).rejects.toMatchObject({
    message: `The database ${file} has several CAs: one, two.`,
    remedy: 'Name one of them with --ca.',
  });
  await expect(openCaStore(file, { ca: 'three' })).rejects.toMatchObject({ remedy: 'Name one of them.' });
  const one = await openCaStore(file, { ca: 'one' });
  expect(one.requests.find('7')?.id).toBe('7');
  await one.close();
});

test('a CA without a name stays apart where a host has several', async () => {
  const file = temporaryFile();
  const nameless = await openCaStore(file);
  await nameless.requests.keep([recordOf('7')], { at: at(1) });
  await nameless.close();
  const database = await openDatabase(file);
  expect((await database.store('one')).requests.find('7')).toBeUndefined();
  expect(database.cas()).toEqual(['', 'one']);
});

test('hosts that have the file open at the same time lose nothing of each other', async () => {
  const file = temporaryFile();
  const databases = await Promise.all([openDatabase(file), openDatabase(file), openDatabase(file)]);
  const stores = await Promise.all(databases.map((database) => database.store('one')));
  const ids = Array.from({ length: 60 }, (_, index) => String(index + 1));
  await Promise.all(
    ids.map((id, index) => {
      const serial = (index + 1).toString(16).padStart(2, '0');
      return stores[index % 3]?.requests.keep([recordOf(id, issued({ serial }))], { at: at(1) });
    }),
  );
  for (const { certificates } of databases) {
    expect(await certificates.count({})).toBe(60);
    const page = await certificates.search({}, byChange);
    const changes = page.certificates.map(({ changedAt }) => changedAt.getTime());
    expect(new Set(changes).size).toBe(60);
  }
  expect(databases.map((database) => database.cas())).toEqual([['one'], ['one'], ['one']]);
});

test('a change is later than every one before it, whatever the clock says', async () => {
  const database = await openDatabase();
  const { requests } = await database.store('one');
  const certificates = async () => (await database.certificates.search({}, byChange)).certificates;
  await requests.keep([recordOf('1', issued({ serial: '01' }))], { at: at(9) });
  await requests.keep([recordOf('2', issued({ serial: '02' }))], { at: at(1) });
  const last = (await certificates()).at(-1);
  expect(last?.requestId).toBe('2');
  await requests.keep([recordOf('1', { status: EndEntityStatus.Revoked })], { at: at(1) });
  const changed = { changed: { after: last?.changedAt } };
  const page = await database.certificates.search(changed, byChange);
  expect(page.certificates.map(({ requestId }) => requestId)).toEqual(['1']);
  await requests.keep([recordOf('2', issued({ serial: '03' }))], { at: at(1) });
  expect((await certificates()).map(({ requestId, serialNumber }) => [requestId, serialNumber])).toEqual([
    ['1', '1'],
    ['2', '3'],
  ]);
  const before = await certificates();
  await requests.keep([recordOf('2', issued({ serial: '03' }))].slice(1), { at: at(20) });
  expect(await certificates()).toEqual(before);
});

test('what waits, failed or never had a certificate is not found, nor a certificate that was replaced', async () => {
  const database = await openDatabase();
  const { requests } = await database.store('one');
  await requests.keep(
    [
      recordOf('1', issued({ serial: '01' })),
      recordOf('2'),
      recordOf('3', { status: EndEntityStatus.Failed }),
      recordOf('4', { status: EndEntityStatus.Revoked }),
      recordOf('5', issued({ serial: '05' })),
      recordOf('6', issued({ serial: '06' })),
    ],
    { at: at(1) },
  );
  await requests.keep([recordOf('1', issued({ serial: '11' }))], { at: at(2) });
  await requests.keep([recordOf('6', { status: EndEntityStatus.Failed })], { at: at(2) });
  const found = (await database.certificates.search({}, byChange)).certificates;
  expect(found.map(({ requestId, serialNumber }) => [requestId, serialNumber])).toEqual([
    ['5', '5'],
    ['1', '11'],
  ]);
  expect(await database.certificates.count({})).toBe(2);
  expect(database.certificates.find('01', ['CN=www'])).toBeUndefined();
});

test('a revocation without a date has the time at which it was seen first', async () => {
  const database = await openDatabase();
  const { requests } = await database.store('one');
  await requests.keep([recordOf('1', issued())], { at: at(1) });
  await requests.keep([recordOf('1', { status: EndEntityStatus.Revoked })], { at: at(2) });
  await requests.keep([recordOf('1', { status: EndEntityStatus.Revoked, csr: 'PEM' })], { at: at(3) });
  const [certificate] = (await database.certificates.search({}, byChange)).certificates;
  expect(certificate).toMatchObject({
    revocation: { at: at(2), reason: null },
    changedAt: at(3),
    csr: 'PEM',
  });
});

test('a certificate has the user name that it was ordered for, whether its order or its record is kept first', async () => {
  const database = await openDatabase();
  const { requests, orders } = await database.store('one');
  const begin = async (id: string, userName?: string) =>
    (await orders.begin(
      orderOf(id, userName === undefined ? {} : { identifiedBy: ['one', 'DV', userName] }),
      { after: undefined },
    )) ?? 0;
  await orders.settle(await begin('a', 'anna'), '1');
  await requests.keep([recordOf('1', issued({ serial: '01' })), recordOf('2', issued({ serial: '02' }))], {
    at: at(1),
  });
  await orders.settle(await begin('b', 'bert'), '2');
  await orders.settle(await begin('c'), '3');
  await requests.keep([recordOf('3', issued({ serial: '03' })), recordOf('4', issued({ serial: '04' }))], {
    at: at(2),
  });
  const page = await database.certificates.search({}, byChange);
  const names = page.certificates.map(({ requestId, userName }) => [requestId, userName]);
  expect(Object.fromEntries(names)).toEqual({ 1: 'anna', 2: 'bert', 3: null, 4: null });
  for (const value of ['ANNA', 'bert', 'er']) {
    const text = { value, match: value === 'er' ? 'part' : 'whole' } as const;
    expect(await database.certificates.count({ text })).toBe(1);
  }
});

test('a certificate of two records is found once, with the one that gave it last', async () => {
  const database = await openDatabase();
  const { requests } = await database.store('one');
  const same = issued();
  await requests.keep([recordOf('1', same), recordOf('2', same)], { at: at(1) });
  const found = async () =>
    (await database.certificates.search({}, byChange)).certificates.map(({ requestId }) => requestId);
  expect(await found()).toEqual(['2']);
  await requests.keep([recordOf('1', same)], { at: at(2) });
  expect(await found()).toEqual(['1']);
});

test('a certificate is found by its serial number and any spelling of its issuer', async () => {
  const database = await openDatabase();
  const { requests } = await database.store('one');
  const issuer = (name: string) => ({ name, key: newKey('ec') });
  await requests.keep(
    [
      recordOf(
        '1',
        issued({ serial: '0b', issuer: issuer('Issuing, A'), notBefore: '2026-02-01T00:00:00Z' }),
      ),
      recordOf('2', issued({ serial: '0b', issuer: issuer('Issuing B'), notBefore: '2026-03-01T00:00:00Z' })),
    ],
    { at: at(1) },
  );
  const { certificates } = database;
  expect(certificates.find('00:0B', ['CN=other', 'cn="issuing, a"'])?.requestId).toBe('1');
  expect(certificates.find('b', ['2.5.4.3=Issuing  B'])?.requestId).toBe('2');
  expect(certificates.find('0c', ['CN=Issuing B'])).toBeUndefined();
  expect(certificates.find('0b', ['CN=Issuing'])).toBeUndefined();
  expect(certificates.find('no number', ['CN=Issuing B'])).toBeUndefined();
  expect(certificates.issuersOf('one')).toEqual(['CN=Issuing B', 'CN=Issuing\\, A']);
  expect(certificates.issuersOf('two')).toEqual([]);
  expect(certificates.newestOf('one', 'cn=issuing b')?.requestId).toBe('2');
  expect(certificates.newestOf('two', 'cn=issuing b')).toBeUndefined();
});

test('a certificate is found at the CA that is named, where several have the same one', async () => {
  const database = await openDatabase();
  const [one, two] = [await database.store('one'), await database.store('two')];
  const same = issued({ serial: '0b' });
  await one.requests.keep([recordOf('1', same)], { at: at(1) });
  await two.requests.keep([recordOf('2', same), recordOf('3', issued({ serial: '0c' }))], { at: at(1) });
  const { certificates } = database;
  const issuers = certificates.issuersOf('two');
  expect(certificates.find('0b', issuers, { ca: 'one' })?.requestId).toBe('1');
  expect(certificates.find('0b', issuers, { ca: 'two' })?.requestId).toBe('2');
  expect(certificates.find('0c', issuers)?.requestId).toBe('3');
  expect(certificates.find('0c', issuers, { ca: 'one' })).toBeUndefined();
});

test('a chain goes up to the root, as far as its certificates are kept', async () => {
  const { issuers } = await openDatabase();
  const root = { name: 'Root', key: newKey('ec') };
  const issuing = { name: 'Issuing', key: newKey('ec') };
  const leaf = makeCertificate({ name: 'www', serial: '04', issuer: issuing });
  const rootDer = makeCertificate({ ...root, serial: '01' });
  const crossed = makeCertificate({
    ...root,
    serial: '09',
    issuer: { name: 'Older root', key: newKey('ec') },
  });
  const issuingDer = makeCertificate({ ...issuing, serial: '02', issuer: root });
  expect(issuers.chainOf(leaf)).toEqual([]);
  await issuers.keep([makeCertificate({ name: 'Issuing', serial: '03' }), issuingDer]);
  expect(issuers.chainOf(leaf)).toEqual([issuingDer]);
  await issuers.keep([crossed, rootDer, issuingDer]);
  expect(issuers.chainOf(leaf)).toEqual([issuingDer, rootDer]);
  await expect(issuers.keep([new Uint8Array([1])])).rejects.toThrow();
});

test('pages that begin behind one another have each certificate that stays once, while others come and go', async () => {
  const database = await openDatabase();
  const { requests } = await database.store('one');
  const keep = (id: number) => {
    const notBefore = new Date(Date.UTC(2026, 0, 1 + (id % 7))).toISOString();
    const serial = (id + 0x1000).toString(16);
    return requests.keep([recordOf(String(id), issued({ serial, notBefore }))], { at: at(1) });
  };
  const staying = Array.from({ length: 40 }, (_, index) => 2 * index);
  for (const id of staying) await keep(id);
  for (const id of [101, 103, 105]) await keep(id);
  const found: string[] = [];
  let start: PageStart = { offset: 0 };
  for (let page = 0; ; page += 1) {
    const sort = { by: 'issued', descending: true } as const;
    const { certificates, end } = await database.certificates.search({}, { sort, start, limit: 6 });
    found.push(...certificates.map(({ requestId }) => requestId));
    if (end === undefined) break;
    start = { behind: end };
    await keep(201 + 2 * page);
    await requests.keep([recordOf(String(101 + 2 * page), { status: EndEntityStatus.Failed })], {
      at: at(2),
    });
  }
  expect(found.filter((id) => Number(id) % 2 === 0).toSorted()).toEqual(staying.map(String).toSorted());
  expect(new Set(found).size).toBe(found.length);
});

test.each([
  ['openCaDatabase', openCaDatabase],
  ['openCaStore', openCaStore],
])('%s refuses a Node without SQLite, and names the version that is needed', async (_, open) => {
  const node = Object.getOwnPropertyDescriptor(process.versions, 'node');
  onTestFinished(() => void Object.defineProperty(process.versions, 'node', node ?? {}));
  Object.defineProperty(process.versions, 'node', { ...node, value: '20.20.2' });
  await expect(open(':memory:')).rejects.toMatchObject({
    name: 'CaPluginError',
    code: 'invalid-argument',
    message: expect.stringContaining('needs Node 22.18 or newer, and this is Node 20.20.2.'),
  });
});
