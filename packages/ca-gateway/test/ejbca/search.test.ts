import { X509Certificate } from 'node:crypto';
import { type IssuedCertificate, TooManySearchesError } from '@certbridge/ca-host';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../src/access/caller.ts';
import { createMemoryShownPages } from '../../src/ejbca/memory-shown-pages.ts';
import { type EjbcaServer, everything, serveEjbca, type WireResponse } from '../support/ejbca-server.ts';
import { api, awkwardIssuer, createEjbcaWorld, type EjbcaWorld } from '../support/ejbca-world.ts';
import type { MemoryHost } from '../support/memory-host.ts';

let world: EjbcaWorld;
let host: MemoryHost;
let server: EjbcaServer;
let caller: Caller;

beforeAll(async () => {
  world = await createEjbcaWorld();
});
beforeEach(async () => {
  host = world.createHost();
  caller = everything;
  server = await serveEjbca({ host, caller: () => caller, settings: { pageLimit: 20 } });
});
afterEach(() => server.close());

const all = [{ property: 'QUERY', value: '%', operation: 'LIKE' }];

interface Page {
  readonly certificates: readonly {
    readonly serialNumber: string;
    readonly udpateTime: number;
    readonly username: string | null;
  }[];
  readonly pagination_summary: {
    readonly page_size?: number;
    readonly current_page?: number;
    readonly total_certs?: number;
  };
}

const send = (path: string, body: unknown): Promise<WireResponse> =>
  server.send({ method: 'POST', path: `${api}${path}`, body });

const search = (body: unknown) => send('/v2/certificate/search', body);

async function readPage(page: number, size: number, rest: object = {}): Promise<Page> {
  const pagination = { page_size: size, current_page: page };
  const { status, body } = await search({ pagination, criteria: all, ...rest });
  expect(status).toBe(200);
  return body as Page;
}

const serialNumbers = ({ certificates }: Page) => certificates.map((each) => each.serialNumber);

/** Adds certificates that were issued one after the other, their serial numbers counting from 1001. */
async function fill(count: number, before = 0): Promise<IssuedCertificate[]> {
  const start = Date.parse('2026-02-01T00:00:00Z');
  return Promise.all(
    Array.from({ length: count }, (_, each) => before + each).map((index) =>
      host.add(
        'Sectigo OV',
        {
          subject: `CN=host-${index}.corp.example`,
          serialNumber: String(1001 + index),
          notBefore: new Date(start + index * 1000),
        },
        { productName: 'DV SSL', changedAt: new Date(start + index * 1000) },
      ),
    ),
  );
}

const numbers = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => String(first + index));

describe('a certificate of the second search', () => {
  test('has all properties as EJBCA spells them, nulls included', async () => {
    const changedAt = new Date('2026-05-01T10:00:00.123Z');
    const certificate = await host.add(
      'Sectigo OV',
      {
        subject: 'CN=www.corp.example,O=Corp',
        dnsNames: ['www.corp.example', 'corp.example'],
        serialNumber: '0A24',
        notBefore: new Date('2026-01-02T03:04:05Z'),
        notAfter: new Date('2027-01-02T03:04:05Z'),
      },
      {
        productName: 'OV SSL',
        userName: 'cert-manager',
        csr: '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\nAAAA\n-----END CERTIFICATE REQUEST-----\n',
        changedAt,
      },
    );
    const { certificates } = await readPage(1, 10);
    const once = Buffer.from(certificate.der).toString('base64');
    expect(certificates).toEqual([
      {
        fingerprint: certificate.sha1,
        cAFingerprint: null,
        certificateProfileId: 2,
        endEntityProfileId: 1,
        certificateProfile: 'OV SSL',
        endEntityProfile: 'AnyCA',
        expireDate: Date.parse('2027-01-02T03:04:05Z'),
        notBefore: Date.parse('2026-01-02T03:04:05Z'),
        issuerDN: awkwardIssuer,
        subjectDN: 'CN=www.corp.example,O=Corp',
        subjectAltName: 'dNSName=www.corp.example, dNSName=corp.example',
        subjectKeyId: expect.stringMatching(/^[0-9a-f]{40}$/),
        serialNumber: 'A24',
        status: 20,
        revocationDate: -1,
        revocationReason: -1,
        invalidity_date: null,
        tag: null,
        type: 1,
        udpateTime: changedAt.getTime(),
        username: 'cert-manager',
        base64Cert: Buffer.from(once).toString('base64'),
        certificateRequest: 'MIIBAAAA',
        crlPartitionIndex: null,
      },
    ]);
  });

  test('that is revoked has status 40, date and reason as numbers', async () => {
    const at = new Date('2026-05-01T10:00:00Z');
    await host.add('Sectigo OV', { subject: 'CN=a' }, { revocation: { at, reason: 4 } });
    await host.add('Sectigo OV', { subject: 'CN=b' }, { revocation: { at, reason: null } });
    const { certificates } = await readPage(1, 10, { sort: { property: 'SUBJECT_DN', operation: 'ASC' } });
    expect(certificates).toMatchObject([
      { status: 40, revocationDate: at.getTime(), revocationReason: 4 },
      { status: 40, revocationDate: at.getTime(), revocationReason: 0 },
    ]);
  });

  test('that no user and no product are known of has ids all the same', async () => {
    await host.add('Sectigo OV', { subject: 'CN=a' });
    const [found] = (await readPage(1, 10)).certificates;
    expect(found).toMatchObject({ certificateProfileId: 0, endEntityProfileId: 1, username: null });
    expect(found).not.toHaveProperty('certificateProfile');
  });
});

describe('pages', () => {
  test('count from 1, are full before the end, and empty past it', async () => {
    await fill(25);
    expect(serialNumbers(await readPage(1, 10))).toEqual(numbers(1001, 1010));
    expect(serialNumbers(await readPage(2, 10))).toEqual(numbers(1011, 1020));
    expect(serialNumbers(await readPage(3, 10))).toEqual(numbers(1021, 1025));
    expect(serialNumbers(await readPage(4, 10))).toEqual([]);
    expect(serialNumbers(await readPage(99, 10))).toEqual([]);
  });

  test('tell the number of rows up to them, which an empty one leaves out', async () => {
    await fill(15);
    const summary = async (page: number) => (await readPage(page, 10)).pagination_summary;
    expect(await summary(1)).toEqual({ page_size: 10, current_page: 1, total_certs: 10 });
    expect(await summary(2)).toEqual({ page_size: 10, current_page: 2, total_certs: 15 });
    expect(await summary(3)).toEqual({ page_size: 10, current_page: 3 });
  });

  test('of more than the limit are cut silently, and later ones go on where they end', async () => {
    await fill(45);
    const first = await readPage(1, 1000);
    expect(first.pagination_summary).toEqual({ page_size: 1000, current_page: 1, total_certs: 20 });
    const rest = [await readPage(2, 1000), await readPage(3, 1000)];
    expect(rest.map(({ pagination_summary }) => pagination_summary.total_certs)).toEqual([40, 45]);
    expect([first, ...rest].flatMap(serialNumbers)).toEqual(numbers(1001, 1045));
  });

  test('stay what they are while certificates come and go before them', async () => {
    const certificates = await fill(30);
    const first = serialNumbers(await readPage(1, 10));
    for (const { sha256 } of certificates.slice(0, 4)) host.remove(sha256);
    await host.add('Sectigo OV', {
      subject: 'CN=early',
      serialNumber: 'EA',
      notBefore: new Date('2026-01-15'),
    });
    const second = serialNumbers(await readPage(2, 10));
    await host.add('Sectigo OV', {
      subject: 'CN=early',
      serialNumber: 'EB',
      notBefore: new Date('2026-01-16'),
    });
    const third = serialNumbers(await readPage(3, 10));
    expect([...first, ...second, ...third]).toEqual(numbers(1001, 1030));
    expect(serialNumbers(await readPage(4, 10))).toEqual([]);
  });

  test('lose no certificate that changes while somebody reads by the time of change', async () => {
    const certificates = await fill(30);
    const rest = { sort: { property: 'UPDATE_TIME', operation: 'ASC' } };
    const first = serialNumbers(await readPage(1, 10, rest));
    // Read already, and yet to be read: both move to the end.
    for (const { sha256 } of [certificates[2], certificates[15]].filter((each) => each !== undefined)) {
      host.change(sha256, { changedAt: new Date('2026-09-01T00:00:00Z') });
    }
    const others = [await readPage(2, 10, rest), await readPage(3, 10, rest), await readPage(4, 10, rest)];
    const read = [...first, ...others.flatMap(serialNumbers)];
    expect(new Set(read)).toEqual(new Set(numbers(1001, 1030)));
    expect(read.indexOf('1003')).toBe(2);
    expect(read.lastIndexOf('1003')).toBeGreaterThan(20);
  });

  test('that were read before show what came meanwhile at the end', async () => {
    await fill(15);
    await readPage(1, 10);
    expect(serialNumbers(await readPage(2, 10))).toHaveLength(5);
    expect(serialNumbers(await readPage(3, 10))).toEqual([]);
    await host.add('Sectigo OV', {
      subject: 'CN=late',
      serialNumber: 'FF',
      notBefore: new Date('2026-03-01'),
    });
    expect(serialNumbers(await readPage(3, 10))).toEqual(['FF']);
    expect(serialNumbers(await readPage(2, 10))).toEqual([...numbers(1011, 1015), 'FF']);
  });

  test.each(['UPDATE_TIME', 'SUBJECT_DN'])(
    'are full but the last, each time that a growing list is read by %s',
    async (property) => {
      const sort = { property, operation: 'ASC' };
      for (let round = 1; round <= 6; round += 1) {
        await fill(7, 7 * (round - 1));
        const sizes = [];
        const found = [];
        for (let page = 1; sizes.at(-1) !== 0; page += 1) {
          const read = serialNumbers(await readPage(page, 10, { sort }));
          sizes.push(read.length);
          found.push(...read);
        }
        const count = 7 * round;
        const full = Array.from({ length: Math.floor(count / 10) }, () => 10);
        expect(sizes).toEqual([...full, count % 10, 0]);
        expect(new Set(found).size).toBe(count);
        expect(found).toHaveLength(count);
      }
    },
  );

  test('are remembered for each caller, criteria, sort and size alone', async () => {
    const certificates = await fill(30);
    await readPage(1, 10);
    host.remove(certificates[0]?.sha256 ?? '');
    const rest = { sort: { property: 'EXPIRE_DATE', operation: 'DESC' } };
    expect(serialNumbers(await readPage(2, 5))).toEqual(numbers(1007, 1011));
    expect(serialNumbers(await readPage(2, 10, { ...rest }))).toHaveLength(10);
    caller = { ...everything, name: 'somebody else' };
    expect(serialNumbers(await readPage(2, 10))).toEqual(numbers(1012, 1021));
    caller = everything;
    expect(serialNumbers(await readPage(2, 10))).toEqual(numbers(1011, 1020));
  });

  test.each([
    'USERNAME',
    'ISSUER_DN',
    'SUBJECT_DN',
    'EXTERNAL_ACCOUNT_BINDING_ID',
    'END_ENTITY_PROFILE',
    'CERTIFICATE_PROFILE',
    'STATUS',
    'TAG',
    'TYPE',
    'UPDATE_TIME',
    'ISSUED_DATE',
    'EXPIRE_DATE',
    'REVOCATION_DATE',
  ])('can be sorted by %s, without losing or repeating any', async (property) => {
    await fill(12);
    await host.add(
      'Second CA',
      { subject: 'CN=z', serialNumber: '1' },
      { userName: 'b', productName: 'OV SSL' },
    );
    for (const operation of ['ASC', 'DESC', 'desc']) {
      const pages = [];
      for (const page of [1, 2, 3, 4]) pages.push(await readPage(page, 4, { sort: { property, operation } }));
      expect(pages.flatMap(serialNumbers).toSorted()).toEqual(['1', ...numbers(1001, 1012)]);
    }
  });

  test('can be sorted downwards', async () => {
    await fill(3);
    const sort = { property: 'ISSUED_DATE', operation: 'DESC' };
    expect(serialNumbers(await readPage(1, 10, { sort }))).toEqual(['1003', '1002', '1001']);
  });
});

describe('a count', () => {
  test.each([undefined, null, { page_size: 10, current_page: -1 }])(
    'is all that is reported for the pagination %j',
    async (pagination) => {
      await fill(25);
      const { body } = await search({ criteria: all, pagination });
      expect(body).toEqual({ certificates: [], pagination_summary: { ...pagination, total_certs: 25 } });
    },
  );

  test.each([
    ['', 3],
    ['?isActive=false', 3],
    ['?isActive=true', 2],
  ])('of the store with %j is %i', async (query, count) => {
    const [revoked] = await fill(3);
    host.change(revoked?.sha256 ?? '', { revocation: { at: new Date(), reason: 0 } });
    expect((await server.send({ path: `${api}/v2/certificate/count${query}` })).body).toEqual({ count });
  });
});

test.each([
  ['/v2/certificate/count?isActive=banana', 'isActive must be true or false.'],
  ['/v2/certificate/count?isActive=', 'isActive must be true or false.'],
  ['/v2/certificate/count?isActive=true&isActive=false', 'isActive must be given once.'],
  ['/v1/ca?includeExternal=1', 'includeExternal must be true or false.'],
  ['/v1/ca/Second%20CA/getLatestCrl?deltaCrl=banana', 'deltaCrl must be true or false.'],
  ['/v1/ca/Second%20CA/getLatestCrl?crlPartitionIndex=x', 'crlPartitionIndex must be a whole number.'],
])('a parameter of a query that has another type is 400: %s', async (path, message) => {
  expect(await server.send({ path: `${api}${path}` })).toMatchObject({
    status: 400,
    body: { error_message: `Invalid input. ${message}` },
  });
});

describe('criteria', () => {
  beforeEach(async () => {
    const at = new Date('2026-06-01T00:00:00Z');
    await host.add(
      'Sectigo OV',
      {
        subject: 'CN=a.example',
        dnsNames: ['a.example'],
        serialNumber: '0A',
        notBefore: new Date('2026-01-01'),
      },
      { productName: 'DV SSL', userName: 'alice', changedAt: new Date('2026-01-01') },
    );
    await host.add(
      'Sectigo OV',
      {
        subject: 'CN=b.example',
        serialNumber: '0B',
        notBefore: new Date('2026-02-01'),
        notAfter: new Date('2026-12-01'),
      },
      { productName: 'OV SSL', revocation: { at, reason: 1 }, changedAt: at },
    );
    await host.add(
      'Second CA',
      { subject: 'CN=c.example', serialNumber: '0C', notBefore: new Date('2026-03-01') },
      { productName: 'OV SSL', revocation: { at, reason: 5 }, changedAt: new Date('2026-07-01') },
    );
  });

  const criterion = (property: string, operation: string, value: string) => ({ property, operation, value });

  test.each<[string, ReturnType<typeof criterion>[], string[]]>([
    ['everything by a lone %', [criterion('QUERY', 'LIKE', '%')], ['A', 'B', 'C']],
    ['text anywhere', [criterion('QUERY', 'LIKE', 'b.exa')], ['B']],
    ['a whole serial number in hexadecimal', [criterion('QUERY', 'EQUAL', '0a')], ['A']],
    ['a whole user name', [criterion('QUERY', 'EQUAL', 'alice')], ['A']],
    ['a CA', [criterion('CA', 'EQUAL', 'Sectigo OV')], ['A', 'B']],
    [
      'one of several CAs',
      [criterion('CA', 'EQUAL', 'Sectigo OV'), criterion('CA', 'EQUAL', 'Second CA')],
      ['A', 'B', 'C'],
    ],
    ['a profile', [criterion('CERTIFICATE_PROFILE', 'EQUAL', 'OV SSL')], ['B', 'C']],
    ['the end entity profile', [criterion('END_ENTITY_PROFILE', 'EQUAL', 'AnyCA')], ['A', 'B', 'C']],
    ['active ones', [criterion('STATUS', 'EQUAL', 'CERT_ACTIVE')], ['A']],
    ['revoked ones', [criterion('STATUS', 'EQUAL', 'CERT_REVOKED')], ['B', 'C']],
    [
      'those notified about expiration, which there are none of',
      [criterion('STATUS', 'EQUAL', 'CERT_NOTIFIEDABOUTEXPIRATION')],
      [],
    ],
    ['those revoked for a reason', [criterion('STATUS', 'EQUAL', 'REVOCATION_REASON_KEYCOMPROMISE')], ['B']],
    [
      'one of several statuses',
      [
        criterion('STATUS', 'EQUAL', 'CERT_ACTIVE'),
        criterion('STATUS', 'EQUAL', 'REVOCATION_REASON_CESSATIONOFOPERATION'),
      ],
      ['A', 'C'],
    ],
    [
      'a span of issuance',
      [
        criterion('ISSUED_DATE', 'AFTER', '2026-01-15T00:00:00Z'),
        criterion('ISSUED_DATE', 'BEFORE', '2026-02-15T00:00:00Z'),
      ],
      ['B'],
    ],
    ['an end of validity', [criterion('EXPIRE_DATE', 'BEFORE', '2027-01-01T00:00:00Z')], ['B']],
    ['a date of revocation', [criterion('REVOCATION_DATE', 'AFTER', '2026-05-01T00:00:00Z')], ['B', 'C']],
    [
      'the time of change, as incremental scans do',
      [criterion('UPDATE_TIME', 'AFTER', '2026-06-15T00:00:00Z')],
      ['C'],
    ],
    [
      'different properties, which must all hold',
      [criterion('CA', 'EQUAL', 'Sectigo OV'), criterion('STATUS', 'EQUAL', 'CERT_REVOKED')],
      ['B'],
    ],
    [
      'names in any case',
      [criterion('status', 'equal', 'cert_active'), criterion('Query', 'Like', '%')],
      ['A'],
    ],
    [
      'an account binding, which there are none of',
      [criterion('EXTERNAL_ACCOUNT_BINDING_ID', 'LIKE', '%')],
      [],
    ],
  ])('find %s', async (_, criteria, found) => {
    expect(serialNumbers(await readPage(1, 10, { criteria })).toSorted()).toEqual(found);
    const { body } = await search({ criteria });
    expect(body).toMatchObject({ pagination_summary: { total_certs: found.length } });
    const first = await send('/v1/certificate/search', { max_number_of_results: 20, criteria });
    expect((first.body as { certificates: unknown[] }).certificates).toHaveLength(found.length);
  });

  test.each<[string, unknown, RegExp]>([
    ['none', [], /^Invalid criteria value, cannot be empty\.$/],
    ['null', null, /cannot be empty/],
    ['an empty value', [criterion('QUERY', 'LIKE', '')], /^Invalid criteria value, cannot be empty\.$/],
    [
      'an unknown property',
      [criterion('SUBJECT', 'LIKE', 'a')],
      /^Invalid search criteria's property, unrecognized\.$/,
    ],
    [
      'an operation that is not for text',
      [criterion('QUERY', 'AFTER', 'a')],
      /operation, should be EQUAL or LIKE/,
    ],
    [
      'an operation that is not for names',
      [criterion('CA', 'LIKE', 'Sectigo OV')],
      /operation, should be EQUAL/,
    ],
    [
      'an operation that is not for dates',
      [criterion('ISSUED_DATE', 'EQUAL', '2026-01-01T00:00:00Z')],
      /^Invalid search criteria's operation, should be AFTER or BEFORE\.$/,
    ],
    [
      'a date without Z',
      [criterion('ISSUED_DATE', 'AFTER', '2026-01-01T00:00:00+00:00')],
      /does not contain proper date/,
    ],
    [
      'a date that there is not',
      [criterion('ISSUED_DATE', 'AFTER', '2026-02-30T00:00:00Z')],
      /does not contain proper date/,
    ],
    [
      'an unknown status',
      [criterion('STATUS', 'EQUAL', 'REVOCATION_REASON_KEY_COMPROMISE')],
      /does not contain certificate status/,
    ],
    [
      'a status of no revocation',
      [criterion('STATUS', 'EQUAL', 'REVOCATION_REASON_NOTREVOKED')],
      /does not contain certificate status/,
    ],
    ['an unknown CA', [criterion('CA', 'EQUAL', 'Other')], /^Invalid search criteria content, unknown CA\.$/],
    [
      'an id in place of a profile',
      [criterion('CERTIFICATE_PROFILE', 'EQUAL', '1')],
      /unknown certificate profile/,
    ],
    [
      'an id in place of an end entity profile',
      [criterion('END_ENTITY_PROFILE', 'EQUAL', '1')],
      /unknown end entity profile/,
    ],
    ['two queries', [...all, ...all], /multiple 'QUERY' properties are not allowed/],
    [
      'two beginnings of one span',
      [
        criterion('ISSUED_DATE', 'AFTER', '2026-01-01T00:00:00Z'),
        criterion('ISSUED_DATE', 'AFTER', '2026-01-01T00:00:00Z'),
      ],
      /multiple 'ISSUED_DATE AFTER'/,
    ],
    [
      'a value of the wrong type',
      [{ ...criterion('QUERY', 'LIKE', 'a'), value: 5 }],
      /criteria\.0\.value must be text/,
    ],
    ['a text', 'all', /criteria must be a list/],
    [
      'a value beyond all names',
      [criterion('QUERY', 'LIKE', 'a'.repeat(1001))],
      /must not be longer than 1000/,
    ],
    [
      'too many',
      Array(501).fill(criterion('CA', 'EQUAL', 'Sectigo OV')),
      /must not have more than 500 entries/,
    ],
  ])('that are %s are 400', async (_, criteria, message) => {
    for (const response of [
      await search({ criteria }),
      await search({ criteria, pagination: { page_size: 10, current_page: 1 } }),
      await send('/v1/certificate/search', { max_number_of_results: 10, criteria }),
    ]) {
      expect(response.status).toBe(400);
      expect((response.body as { error_message: string }).error_message).toMatch(message);
    }
  });

  test.each([
    [{ page_size: 10, current_page: 0 }, 'Current page must be greater 0.'],
    [{ page_size: 10, current_page: -2 }, 'Current page must be greater 0.'],
    [{ page_size: 0, current_page: 1 }, 'Page size must be greater 0.'],
    [{ page_size: -5, current_page: 1 }, 'Page size must be greater 0.'],
    [{ page_size: 1.5, current_page: 1 }, 'Invalid input. pagination.page_size must be a whole number.'],
    [{ page_size: 10, current_page: 1e15 }, 'Invalid input. pagination.current_page is too large.'],
    [{ page_size: '10', current_page: 1 }, 'Invalid input. pagination.page_size must be a number.'],
    [{ current_page: 1 }, 'Invalid input. pagination.page_size is missing.'],
  ])('with the pagination %j are 400', async (pagination, error_message) => {
    expect(await search({ criteria: all, pagination })).toMatchObject({
      status: 400,
      body: { error_message },
    });
  });

  test.each([{ property: 'SERIAL' }, { property: 'STATUS', operation: 'UP' }])(
    'with the sort %j are 400',
    async (sort) => {
      expect((await search({ criteria: all, sort })).status).toBe(400);
    },
  );
});

describe('the first search', () => {
  test('returns base64 of base64 of DER, which begins with TUlJ, and whether there are more', async () => {
    await fill(3);
    const find = (max_number_of_results: number) =>
      send('/v1/certificate/search', { max_number_of_results, criteria: all });
    const { body } = await find(2);
    const { certificates, more_results } = body as {
      certificates: { certificate: string; serial_number: string }[];
      more_results: boolean;
    };
    expect(certificates).toHaveLength(2);
    expect(more_results).toBe(true);
    const [found] = certificates;
    expect(found).toMatchObject({
      response_format: 'DER',
      certificate_profile: 'DV SSL',
      end_entity_profile: 'AnyCA',
    });
    expect(found?.certificate).toMatch(/^TUlJ/);
    const der = Buffer.from(Buffer.from(found?.certificate ?? '', 'base64').toString(), 'base64');
    expect(new X509Certificate(der).serialNumber).toBe(found?.serial_number);
    expect((await find(3)).body).toMatchObject({ more_results: false });
  });

  test.each([
    [0, /must be greater than 0/],
    [21, /^Invalid maximum number of results, cannot be more than 20\.$/],
    ['5', /must be a number/],
    [undefined, /is missing/],
  ])('with a maximum of %j is 400', async (max_number_of_results, message) => {
    const { status, body } = await send('/v1/certificate/search', { max_number_of_results, criteria: all });
    expect(status).toBe(400);
    expect((body as { error_message: string }).error_message).toMatch(message);
  });
});

test('pages that two processes serve in turns miss nothing, whoever reads the same meanwhile', async () => {
  const added = await fill(12);
  const shownPages = createMemoryShownPages();
  const two = await Promise.all(
    [0, 1].map(() => serveEjbca({ host, caller: () => caller, shownPages, settings: { pageLimit: 20 } })),
  );
  const sort = { property: 'ISSUED_DATE', operation: 'ASC' };
  const read = async (page: number) => {
    const body = { pagination: { page_size: 4, current_page: page }, criteria: all, sort };
    const path = `${api}/v2/certificate/search`;
    const response = await two[page % 2]?.send({ method: 'POST', path, body });
    return serialNumbers(response?.body as Page);
  };
  try {
    const found = await read(1);
    host.remove(added[0]?.sha256 ?? '');
    // Another reader begins, and has one page less before the rest.
    await read(1);
    host.remove(added[1]?.sha256 ?? '');
    for (const page of [2, 3, 4, 5]) found.push(...(await read(page)));
    const stays = (await readPage(1, 20, { sort })).certificates.map((each) => each.serialNumber);
    expect(stays).toHaveLength(10);
    expect(stays.filter((each) => !found.includes(each))).toEqual([]);
  } finally {
    await Promise.all(two.map((each) => each.close()));
  }
});

test('where too many slow searches wait, a search is to be repeated later', async () => {
  const refuse = async () => {
    throw new TooManySearchesError();
  };
  const busy = { ...host, certificates: { ...host.certificates, search: refuse, count: refuse } };
  const other = await serveEjbca({ host: busy, caller: () => caller });
  const requests = [
    { path: '/v2/certificate/search', body: { criteria: all } },
    {
      path: '/v2/certificate/search',
      body: { criteria: all, pagination: { page_size: 10, current_page: 1 } },
    },
    { path: '/v1/certificate/search', body: { criteria: all, max_number_of_results: 10 } },
  ];
  try {
    for (const { path, body } of requests) {
      const { status, headers } = await other.send({ method: 'POST', path: `${api}${path}`, body });
      expect([status, headers['retry-after']]).toEqual([503, '10']);
    }
  } finally {
    await other.close();
  }
});

describe('before all that a CA has was read once', () => {
  const list = {
    'a search': () => search({ criteria: all, pagination: { page_size: 10, current_page: 1 } }),
    'a search for a number': () => search({ criteria: all }),
    'a search of the first version': () =>
      send('/v1/certificate/search', { criteria: all, max_number_of_results: 10 }),
    'a count': () => server.send({ path: `${api}/v2/certificate/count` }),
  };
  const readers: readonly [string, Caller][] = [
    ['all', everything],
    ['one profile', { name: 'limited', can: (_, { profile }) => (profile ?? 'DV SSL') === 'DV SSL' }],
  ];
  const names = Object.keys(list) as (keyof typeof list)[];

  test.each(names.flatMap((name) => readers.map(([what, reader]) => [name, what, reader] as const)))(
    '%s is to be repeated later, for a reader of %s',
    async (name, _, reader) => {
      await fill(1);
      caller = reader;
      host.decide({ isReady: (ca) => ca !== 'Sectigo OV' });
      expect(await list[name]()).toMatchObject({
        status: 503,
        headers: { 'retry-after': '30' },
        body: { error_message: 'Not all certificates of the CA were read yet. Try again later.' },
      });
      host.decide({});
      expect((await list[name]()).status).toBe(200);
    },
  );

  test.each(names)('%s goes on for who reads other CAs alone', async (name) => {
    host.decide({ isReady: (ca) => ca !== 'Sectigo OV' });
    caller = { name: 'other', can: (_, { ca }) => ca !== 'Sectigo OV' };
    expect((await list[name]()).status).toBe(200);
  });

  test('a search at other CAs goes on, and wrong criteria are reported', async () => {
    host.decide({ isReady: (ca) => ca !== 'Sectigo OV' });
    const at = (ca: string) => [...all, { property: 'CA', value: ca, operation: 'EQUAL' }];
    expect((await search({ criteria: at('Second CA') })).status).toBe(200);
    expect((await search({ criteria: at('Sectigo OV') })).status).toBe(503);
    expect((await search({ criteria: at('None') })).status).toBe(400);
  });

  test('a certificate that is known is reported', async () => {
    const [certificate] = await fill(1);
    host.decide({ isReady: () => false });
    const issuer = encodeURIComponent(awkwardIssuer);
    const path = `${api}/v1/certificate/${issuer}/${certificate?.serialNumber}/revocationstatus`;
    expect((await server.send({ path })).status).toBe(200);
    expect((await server.send({ path: `${api}/v1/ca/${issuer}/certificate/download` })).status).toBe(200);
  });
});
