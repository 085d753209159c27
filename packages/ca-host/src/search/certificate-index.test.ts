import { type CertificateRecord, EndEntityStatus, type OrderStart } from '@certbridge/ca-plugin';
import { SqliteFile } from '@certbridge/sqlite-file';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { makeCertificate, newKey } from '../../test/support/make-csr.ts';
import { searchByLooking } from '../../test/support/reference-index.ts';
import type {
  CertificateSort,
  CertificateStatus,
  PageStart,
  StoredCertificateQuery,
} from '../contract/certificate-search.ts';
import type { IssuedCertificate } from '../contract/issued-certificate.ts';
import { caDatabaseKind } from '../database/ca-database-kind.ts';
import { createCaDatabase } from '../database/create-ca-database.ts';
import { SqliteCertificateIndex } from './certificate-index.ts';
import { compareSortKeys } from './compare-sort-keys.ts';

const names = ['www', 'WWW', 'w%w', 'api-1', 'näme', "o'neil, inc", 'a=b', '[x]*?', 'q"u\\o', 'zz'] as const;
const users = ['anna', 'Anna', '', 'bob_1'] as const;
const issuers = [
  { name: 'Issuing A', key: newKey('ec') },
  { name: 'Issuing B', key: newKey('ec') },
];
const products = ['1', '2', '3', null] as const;
const productNames = ['DV', 'OV'] as const;
const sorts = [
  ...['user-name', 'issuer', 'subject', 'product', 'status', 'changed', 'issued', 'expires', 'revoked'],
] as CertificateSort['by'][];

const day = (number: number) => new Date(Date.UTC(2026, 0, 1 + number));
const key = newKey('ec');
let database: SqliteFile;
let all: readonly IssuedCertificate[];

/** A pool of certificates of two CAs, some of them of both. */
beforeAll(async () => {
  database = await SqliteFile.open(':memory:', caDatabaseKind());
  const { store: openStore } = createCaDatabase(database);
  for (const [number, ca] of ['one', 'two'].entries()) {
    const store = await openStore(ca);
    await store.products.keep(
      productNames.map((name, index) => ({ id: String(index + 1), name, keys: { rsa: [2048], ec: [] } })),
      day(0),
    );
    for (let index = 0; index < 60; index += 1) {
      const id = String(100 * number + index);
      const userName = users[index % 5];
      if (userName !== undefined) {
        const order = await store.orders.begin(orderOf({ ca, userName, id }), { after: undefined });
        await store.orders.settle(order ?? 0, id);
      }
      await store.requests.keep([recordOf({ id, index: index < 10 ? index : index + 100 * number })], {
        at: day(index % 7),
      });
    }
    await store.requests.keep(
      [{ ...recordOf({ id: `${number}99`, index: 99 }), certificate: null, serialNumber: null, status: 90 }],
      { at: day(9) },
    );
  }
  const sort = { by: 'issued', descending: false } as const;
  const everything = { sort, start: { offset: 0 }, limit: 1000 };
  all = (await new SqliteCertificateIndex(database).search({}, everything)).certificates;
});

function orderOf({ ca, userName, id }: { ca: string; userName: string; id: string }): OrderStart {
  return {
    identity: id,
    identifiedBy: [ca, 'DV', userName],
    reference: `certbridge:${id}`,
    productId: '1',
    commonName: 'www',
    names: [],
    csr: 'PEM',
    kind: 'new',
    idsBefore: [],
    priorRequestId: null,
    priorSerialNumber: null,
  };
}

const serialOf = (index: number) => (0x1000 + index).toString(16).toUpperCase();
const made = new Map<number, string>();

function recordOf({ id, index }: { id: string; index: number }): CertificateRecord {
  const name = names[index % names.length] ?? 'www';
  const certificate =
    made.get(index) ??
    Buffer.from(
      makeCertificate({
        name,
        key,
        serial: serialOf(index),
        dnsNames: index % 3 === 0 ? [] : [name, `x.${name}.Org`],
        notBefore: day(index % 11).toISOString(),
        notAfter: day(300 + (index % 13)).toISOString(),
        ...(issuers[index % 2] !== undefined && { issuer: issuers[index % 2] }),
      }),
    ).toString('base64');
  made.set(index, certificate);
  const isRevoked = index % 4 === 0;
  return {
    caRequestId: id,
    certificate,
    serialNumber: serialOf(index),
    productId: products[index % 4] ?? null,
    csr: null,
    statusMessage: null,
    status: isRevoked ? EndEntityStatus.Revoked : EndEntityStatus.Generated,
    revocationDate: isRevoked && index % 8 === 0 ? day(20 + (index % 5)) : null,
    revocationReason: isRevoked && index % 3 > 0 ? (index % 3) + 2 : null,
  };
}

const spanOf = (first: number, last: number) => {
  const time = fc.integer({ min: first - 1, max: last + 1 }).map(day);
  return fc.record({ after: time, before: time }, { requiredKeys: [] });
};
const text = fc.oneof(
  fc.constantFrom(
    ...names,
    ...users,
    '%',
    '',
    'CN=www',
    'dns=www',
    'dNSName=www',
    'Org, dNSName=',
    'dNSName=api-1, dNSName=x.api-1.Org',
    'x.www.Org',
    'x.www.org',
    'X.%',
    '_pi',
    'n%-1',
  ),
  fc.constantFrom(
    '100A',
    '001063',
    '4106',
    '1010',
    'b.Org',
    'b',
    'inc',
    '*?',
    '\\o',
    '\0',
    'www\0',
    'b\0.Org',
  ),
  fc.string({ maxLength: 4 }),
  fc.tuple(fc.constantFrom(...names), fc.constantFrom('%', '_', '.', '')).map((parts) => parts.join('')),
);
const criteria: fc.Arbitrary<StoredCertificateQuery>[] = [
  fc.record({ text: fc.record({ value: text, match: fc.constantFrom('whole', 'part') }) }),
  fc.record({ cas: fc.subarray(['one', 'two', 'three']) }),
  fc.record({ productNames: fc.subarray([...productNames, 'none']) }),
  fc.record({
    statuses: fc.uniqueArray(
      fc.constantFrom<CertificateStatus[]>(
        'active',
        'revoked',
        { revokedFor: 0 },
        { revokedFor: 3 },
        { revokedFor: 9 },
      ),
    ),
  }),
  fc.record({ issued: spanOf(0, 10) }),
  fc.record({ expires: spanOf(300, 312) }),
  fc.record({ revoked: spanOf(0, 24) }),
  fc.record({ changed: spanOf(0, 10) }),
  fc.record({
    within: fc.array(
      fc.record(
        { ca: fc.constantFrom('one', 'two', 'three'), productNames: fc.subarray([...productNames]) },
        { requiredKeys: ['ca'] },
      ),
      { maxLength: 2 },
    ),
  }),
];
// Of many criteria nothing is left.
const queries = fc
  .array(fc.oneof(...criteria), { maxLength: 3 })
  .map((several): StoredCertificateQuery => Object.assign({}, ...several));
const sort = fc.record({ by: fc.constantFrom(...sorts), descending: fc.boolean() });

// With none there are never few, so that every search goes through all certificates in order.
test.each([
  [
    'what few certificates have is found by it',
    { few: { inTable: 3000, inIndex: 20_000 }, looked: undefined },
  ],
  ['what many certificates have is found in order', { few: { inTable: -1, inIndex: -1 }, looked: undefined }],
  ['a search in an index alone finds the same', { few: { inTable: -1, inIndex: 20_000 }, looked: undefined }],
  [
    'what is not among the first certificates is found by reading all',
    { few: { inTable: -1, inIndex: -1 }, looked: { atTexts: 3, atIndex: 10 } },
  ],
])('%s, page by page and by rows', async (_, { few, looked }) => {
  const index = new SqliteCertificateIndex(database, { few, looked });
  await fc.assert(
    fc.asyncProperty(queries, sort, fc.integer({ min: 1, max: 40 }), async (query, order, limit) => {
      const expected = searchByLooking(all, query, order);
      const found: IssuedCertificate[] = [];
      for (let start: PageStart | undefined = { offset: 0 }; start !== undefined; ) {
        const page = await index.search(query, { sort: order, start, limit });
        expect(page.certificates).toHaveLength(Math.min(limit, expected.length - found.length));
        found.push(...page.certificates);
        start = page.end === undefined ? undefined : { behind: page.end };
      }
      expect(found).toEqual(expected);
      expect(await index.count(query)).toBe(expected.length);
      const rows = await index.search(query, { sort: order, start: { offset: limit }, limit });
      expect(rows.certificates).toEqual(expected.slice(limit, 2 * limit));
    }),
    { numRuns: 400 },
  );
});

test.each(sorts)('places are compared in the order of a list by %s', async (by) => {
  const index = new SqliteCertificateIndex(database);
  for (const descending of [false, true]) {
    const order = { by, descending };
    const keys = [];
    for (let offset = 0; offset < all.length; offset += 1) {
      const { end } = await index.search({}, { sort: order, start: { offset }, limit: 1 });
      if (end !== undefined) keys.push(end);
    }
    expect(keys.toReversed().sort((one, other) => compareSortKeys(one, other, order))).toEqual(keys);
  }
});

test('every certificate is there for each CA that has it, with what its request says, and none for a request that waits', () => {
  expect(all).toHaveLength(120);
  const [one, other] = all.filter(
    ({ sha256 }) => sha256 === all.find(({ requestId }) => requestId === '0')?.sha256,
  );
  expect([one?.ca, other?.ca].sort()).toEqual(['one', 'two']);
  expect(all.find(({ requestId }) => requestId === '103')).toMatchObject({
    ca: 'two',
    serialNumber: '1003',
    productId: null,
    productName: null,
    userName: 'bob_1',
    csr: null,
    subject: 'CN=api-1',
    issuer: 'CN=Issuing B',
    subjectAlternativeNames: [],
    alternativeNameText: '',
    revocation: null,
  });
});
