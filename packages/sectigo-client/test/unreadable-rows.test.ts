import { describe, expect, test } from 'vitest';
import type { RowIdentity, RowOptions, SectigoClient } from '../src/index.ts';
import { responding } from './responding.ts';

/** A client of an SCM that has these rows, as JSON text. */
function clientOf(rows: readonly string[]): SectigoClient {
  return responding(({ url }) => {
    const query = new URL(url).searchParams;
    const position = Number(query.get('position'));
    const page = rows.slice(position, position + Number(query.get('size') ?? rows.length));
    const headers = { 'content-type': 'application/json', 'x-total-count': String(rows.length) };
    return new Response(`[${page.join(',')}]`, { headers });
  });
}

const good = Array.from({ length: 9 }, (_, index) => `{"sslId":${index + 1},"commonName":"a"}`);

test.each([
  ['{"sslId":9007199254740993}', 'expected safe integer at sslId'],
  ['{"sslId":1e400}', /expected .* at sslId/],
  ['{"sslId":-4}', 'expected at least 1 at sslId'],
  ['{"sslId":"pl4nted"}', 'expected number at sslId'],
  ['{"sslId":77,"serialNumber":{"a":"pl4nted"}}', /expected .* at serialNumber/],
  ['null', 'expected an object'],
  ['"pl4nted"', 'expected an object'],
])('a row %s is reported with its neighbours, and the others come', async (bad, expected) => {
  const client = clientOf(good.toSpliced(4, 1, bad));
  const problems: string[] = [];
  const rows = client.certificates.list(
    {},
    { pageSize: 3, onUnreadableRow: (problem) => problems.push(problem) },
  );
  expect((await Array.fromAsync(rows)).map(({ sslId }) => sslId)).toEqual([1, 2, 3, 4, 6, 7, 8, 9]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain("Row 5 of the list of certificates (next to 4 and 6) can't be read: ");
  expect(problems[0]).toMatch(expected);
  expect(problems[0]).not.toContain('pl4nted');
});

test('several bad rows, and a page of nothing else, do not end a list early', async () => {
  const bad = '{"sslId":9007199254740993}';
  const client = clientOf([...good.slice(0, 3), bad, bad, bad, ...good.slice(6)]);
  const problems: string[] = [];
  const rows = client.certificates.list(
    {},
    { pageSize: 3, onUnreadableRow: (problem) => problems.push(problem) },
  );
  expect((await Array.fromAsync(rows)).map(({ sslId }) => sslId)).toEqual([1, 2, 3, 7, 8, 9]);
  expect(problems).toHaveLength(3);
});

test('what an async callback rejects with ends the list, as what one throws', async () => {
  const client = clientOf(good.toSpliced(4, 1, '{"sslId":1e400}'));
  const mine = new Error('Mine.');
  const onUnreadableRow = async () => {
    throw mine;
  };
  await expect(Array.fromAsync(client.certificates.list({}, { onUnreadableRow }))).rejects.toBe(mine);
});

test('without a callback such a row ends the list', async () => {
  const client = clientOf(good.toSpliced(4, 1, '{"sslId":1e400}'));
  await expect(Array.fromAsync(client.certificates.list())).rejects.toThrow(
    expect.objectContaining({ code: 'invalid-response' }),
  );
});

const textField = { certType: 'ssl', state: 'ACTIVE', input: { type: 'TEXT_SINGLE_LINE' } };

const lists = {
  'profiles.list': {
    what: 'the list of certificate profiles',
    read: ({ profiles }: SectigoClient, options?: RowOptions) => profiles.list(options),
    good: '{"id":1,"name":"OV"},{"id":2,"name":"EV"}',
    odd: { name: 'Pl4nted', key: 'terms', value: { a: 1 } },
  },
  'organizations.list': {
    what: 'the list of organizations',
    read: ({ organizations }: SectigoClient, options?: RowOptions) => organizations.list(options),
    good: '{"id":1,"name":"A"},{"id":2,"name":"B"}',
    odd: { name: 'Pl4nted', key: 'departments', value: 'x' },
  },
  'customFields.list': {
    what: 'the list of custom fields',
    read: ({ customFields }: SectigoClient, options?: RowOptions) =>
      customFields.list({ certType: 'ssl', ...options }),
    good: ['A', 'B']
      .map((name, index) => ({ id: index + 1, name, ...textField }))
      .map((field) => JSON.stringify(field))
      .join(','),
    odd: { name: 'Pl4nted', ...textField, key: 'mandatories', value: 'x' },
  },
  'customFields.listForSsl': {
    what: 'the list of custom fields for SSL certificates',
    read: ({ customFields }: SectigoClient, options?: RowOptions) => customFields.listForSsl(options),
    good: '{"id":1,"name":"A"},{"id":2,"name":"B"}',
    odd: { name: 'Pl4nted', key: 'mandatory', value: 'yes' },
  },
} as const;

describe.each(Object.values(lists))('$what', ({ what, read, good: goodRows, odd }) => {
  const { key, value, ...rest } = odd;
  const bad = (id: string, part: object = { ...rest, [key]: value }) =>
    JSON.stringify({ ...part, id: 'strange' }).replace('"strange"', id);

  async function readWith(row: string) {
    const client = clientOf([...goodRows.split(/(?<=\}),(?=\{"id)/), row]);
    const told: [string, RowIdentity][] = [];
    const rows = await read(client, { onUnreadableRow: (...problem) => told.push(problem) });
    return { ids: rows.map(({ id }) => id), told };
  }

  test('a row with another type for what is needed is reported with id and name, and the others are returned', async () => {
    const { ids, told } = await readWith(bad('7'));
    expect(ids).toEqual([1, 2]);
    expect(told).toEqual([
      [
        expect.stringContaining(`Row 3 of ${what} (id 7) can't be read: expected `),
        { id: 7, name: 'Pl4nted' },
      ],
    ]);
    expect(told[0]?.[0]).toContain(`at ${key}`);
    expect(told[0]?.[0]).not.toContain('Pl4nted');
  });

  test.each(['1e400', '9007199254740993', '"7"'])(
    'a row with the id %s is reported by its neighbour',
    async (id) => {
      const { ids, told } = await readWith(bad(id, rest));
      expect(ids).toEqual([1, 2]);
      expect(told).toEqual([
        [
          expect.stringContaining(`Row 3 of ${what} (next to 2) can't be read: expected `),
          { id: undefined, name: 'Pl4nted' },
        ],
      ]);
    },
  );

  test.each(['null', '"pl4nted"', '[]', '{"id":3,"name":{"a":1}}'])(
    'of a row %s no name is reported',
    async (row) => {
      const { ids, told } = await readWith(row);
      expect(ids).toEqual([1, 2]);
      expect(told.map(([, { name }]) => name)).toEqual([undefined]);
    },
  );

  test.each([null, '', ' '])('a row with the name %j is reported by its id', async (name) => {
    const { ids, told } = await readWith(bad('7', { ...rest, name }));
    expect(ids).toEqual([1, 2]);
    expect(told).toEqual([
      [`Row 3 of ${what} (id 7) can't be read: it has no name.`, { id: 7, name: undefined }],
    ]);
  });

  test('what an async callback rejects with fails the call', async () => {
    const mine = new Error('Mine.');
    const onUnreadableRow = async () => {
      throw mine;
    };
    await expect(read(clientOf([bad('1e400')]), { onUnreadableRow })).rejects.toBe(mine);
  });

  test('without a callback such a row fails the call', async () => {
    const client = clientOf([bad('1e400')]);
    await expect(read(client)).rejects.toMatchObject({ code: 'invalid-response' });
  });
});

test.each([
  ['"id":7,"name":null', '(id 7)', 'it has no name', { id: 7, name: undefined }],
  ['"id":7,"name":" "', '(id 7)', 'it has no name', { id: 7, name: undefined }],
  ['"id":1e400,"name":"Pl4nted"', '(next to 5 and 6)', 'expected ', { id: undefined, name: 'Pl4nted' }],
  ['"id":7,"name":{"a":1}', '(id 7)', 'expected ', { id: 7, name: undefined }],
])(
  'a department {%s} is reported by its place, and its organization and the others are listed',
  async (row, where, why, identity) => {
    const departments = `{"id":5,"name":"Web"},{${row}},{"id":6,"name":"Mail"}`;
    const client = clientOf([`{"id":1,"name":"A","departments":[${departments}]}`, '{"id":2,"name":"B"}']);
    const told: [string, RowIdentity][] = [];
    const rows = await client.organizations.list({ onUnreadableRow: (...problem) => told.push(problem) });
    expect(rows).toMatchObject([
      { id: 1, departments: [{ id: 5 }, { id: 6 }] },
      { id: 2, departments: [] },
    ]);
    expect(told).toEqual([
      [
        expect.stringContaining(`Row 2 of the departments of organization 1 ${where} can't be read: ${why}`),
        { ...identity, organizationId: 1 },
      ],
    ]);
  },
);

test("the record of an organization is read without the departments that can't be read", async () => {
  const departments = '{"id":5,"name":"Web"},{"id":6,"name":null},{"id":1e400,"name":"Pl4nted"}';
  const client = responding(
    () =>
      new Response(`{"id":1,"name":"A","certTypes":["SSL"],"departments":[${departments}]}`, {
        headers: { 'content-type': 'application/json' },
      }),
  );
  expect(await client.organizations.get(1)).toMatchObject({ id: 1, departments: [{ id: 5, name: 'Web' }] });
});
