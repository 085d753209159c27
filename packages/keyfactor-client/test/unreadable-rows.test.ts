import { describe, expect, test } from 'vitest';
import type { CertificateSearch, KeyfactorClient } from '../src/index.ts';
import { responding } from './responding.ts';

/** Command with these rows in the order of their ids; 'refused' where it doesn't take the condition on the id. */
function commandWith(
  rows: readonly { readonly id: number; readonly json: string }[],
  { keyset = 'taken', total = true }: { keyset?: 'taken' | 'refused'; total?: boolean } = {},
): KeyfactorClient {
  return responding({
    'GET /Certificates': (request) => {
      const { searchParams } = new URL(request.url);
      const after = /CertId -gt "?(\d+)/.exec(searchParams.get('QueryString') ?? '')?.[1];
      if (after !== undefined && keyset === 'refused') return new Response('{}', { status: 400 });
      const size = Number(searchParams.get('ReturnLimit'));
      const page = Number(searchParams.get('PageReturned')) - 1;
      const found = rows.filter(({ id }) => id > Number(after ?? 0));
      const shown = found.slice(page * size, (page + 1) * size).map(({ json }) => json);
      return new Response(`[${shown.join(',')}]`, {
        headers: {
          'content-type': 'application/json',
          ...(total ? { 'x-total-count': String(found.length) } : {}),
        },
      });
    },
  });
}

const good = (id: number) => ({ id, json: `{"Id":${id},"SerialNumber":"0${id}"}` });
const withoutId = (id: number, json = '9007199254740993') => ({
  id,
  json: `{"Id":${json},"SerialNumber":"1"}`,
});
const withId = (id: number) => ({ id, json: `{"id":${id},"SerialNumber":{"a":"pl4nted"}}` });

async function search(client: KeyfactorClient, options: CertificateSearch = {}) {
  const problems: string[] = [];
  const rows = await Array.fromAsync(
    client.certificates.list({ ...options, onUnreadableRow: (problem) => problems.push(problem) }),
  );
  return { ids: rows.map(({ Id }) => Id), problems };
}

const all = [good(1), good(2), withoutId(3), good(4), withId(5), withoutId(6, '1e400'), good(7), good(8)];
const expected = [
  "Row 3 of the certificate search (next to 2 and 4) can't be read: expected safe integer at Id.",
  "Row 5 of the certificate search (id 5) can't be read: expected string at SerialNumber.",
];

test.each([1, 2, 3, 4, 5, 6, 7, 8, 100])(
  "rows that can't be read are reported once each, whatever page of %i they are on",
  async (pageSize) => {
    for (const keyset of ['taken', 'refused'] as const) {
      for (const total of [true, false]) {
        const { ids, problems } = await search(commandWith(all, { keyset, total }), { pageSize });
        expect(ids).toEqual([1, 2, 4, 7, 8]);
        expect(problems).toHaveLength(3);
        expect(problems[1]).toBe(expected[1]);
        expect(problems[0]).toMatch(
          /^Row 3 of the certificate search( \(next to [\d and]+\))? can't be read: expected safe integer at Id\.$/,
        );
        expect(problems[2]).toMatch(/^Row 6 /);
        expect(problems.join()).not.toContain('pl4nted');
      }
    }
  },
);

test('the rows beside it tell where a row is', async () => {
  const { problems } = await search(commandWith(all));
  expect(problems.slice(0, 2)).toEqual(expected);
});

test('what an async callback rejects with ends the search, as what one throws', async () => {
  const mine = new Error('Mine.');
  const onUnreadableRow = async () => {
    throw mine;
  };
  const rows = commandWith(all).certificates.list({ onUnreadableRow });
  await expect(Array.fromAsync(rows)).rejects.toBe(mine);
});

test('a page without any id is no end', async () => {
  const rows = [good(1), good(2), withoutId(3), withoutId(4), withoutId(5), good(6), good(7)];
  const { ids, problems } = await search(commandWith(rows), { pageSize: 2 });
  expect(ids).toEqual([1, 2, 6, 7]);
  expect(problems).toHaveLength(3);
});

test('rows are all reported if none can be read', async () => {
  for (const pageSize of [1, 2, 100]) {
    const { ids, problems } = await search(commandWith([withoutId(1), withoutId(2)]), { pageSize });
    expect(ids).toEqual([]);
    expect(problems).toHaveLength(2);
  }
});

test('without somebody to tell, such a row ends the search', async () => {
  const client = commandWith(all);
  await expect(Array.fromAsync(client.certificates.list())).rejects.toMatchObject({
    code: 'invalid-response',
  });
});

describe('metadata fields', () => {
  /** Command with these rows of metadata fields. */
  const fieldsOf = (rows: readonly string[]) =>
    responding({
      'GET /MetadataFields': (request) => {
        const { searchParams } = new URL(request.url);
        const start = (Number(searchParams.get('PageReturned')) - 1) * 100;
        return new Response(`[${rows.slice(start, start + 100).join(',')}]`, {
          headers: { 'content-type': 'application/json', 'x-total-count': String(rows.length) },
        });
      },
    });
  const field = (id: number) => `{"Id":${id},"Name":"Field_${id}","DataType":1}`;
  const many = Array.from({ length: 150 }, (_, index) => field(index + 1));

  test.each([
    ['{"Id":7,"Name":"Team","Options":["pl4nted"]}', '(id 7)', { id: 7, name: 'Team' }],
    ['{"id":7,"name":"Team","options":["pl4nted"]}', '(id 7)', { id: 7, name: 'Team' }],
    ['{"Id":1e400,"Name":"Team"}', '(next to 119 and 121)', { id: undefined, name: 'Team' }],
    ['{"Id":9007199254740993,"Name":"Team"}', '(next to 119 and 121)', { id: undefined, name: 'Team' }],
    ['{"Id":777,"Name":{"a":"pl4nted"}}', '(id 777)', { id: 777, name: undefined }],
    ['{"Id":777,"Name":null}', '(id 777)', { id: 777, name: undefined }],
    ['{"Id":777,"Name":""}', '(id 777)', { id: 777, name: undefined }],
    ['{"Id":777}', '(id 777)', { id: 777, name: undefined }],
    ['{"Name":"Team"}', '(next to 119 and 121)', { id: undefined, name: 'Team' }],
    ['{"name":"Team"}', '(next to 119 and 121)', { id: undefined, name: 'Team' }],
    ['{"Id":null,"Name":"Team"}', '(next to 119 and 121)', { id: undefined, name: 'Team' }],
    ['null', '(next to 119 and 121)', { id: undefined, name: undefined }],
  ])('a row %s is reported once, and the others come', async (row, where, identity) => {
    const told: unknown[] = [];
    const rows = fieldsOf(many.toSpliced(119, 1, row).toSpliced(6, 1)).metadataFields.list({
      onUnreadableRow: (...problem) => told.push(problem),
    });
    const expectedIds = many.map((_, index) => index + 1).filter((id) => id !== 7 && id !== 120);
    expect((await Array.fromAsync(rows)).map(({ Id }) => Id)).toEqual(expectedIds);
    const sentence = expect.stringContaining(
      `Row 119 of the list of metadata fields ${where} can't be read: `,
    );
    expect(told).toEqual([[sentence, identity]]);
    expect(JSON.stringify(told)).not.toContain('pl4nted');
  });

  test('without a callback such a row ends the list', async () => {
    const client = fieldsOf([field(1), '{"Id":1e400,"Name":"Team"}']);
    await expect(Array.fromAsync(client.metadataFields.list())).rejects.toMatchObject({
      code: 'invalid-response',
    });
  });
});
