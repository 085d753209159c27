import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from './start.ts';

/** Connects to a server that has these rows, as JSON text. */
async function connectTo(rows: readonly string[]) {
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://localhost').searchParams;
    const position = Number(query.get('position'));
    const page = rows.slice(position, position + Number(query.get('size')));
    response.writeHead(200, { 'content-type': 'application/json', 'x-total-count': String(rows.length) });
    response.end(`[${page.join(',')}]`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return createClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    customerUri: 'corp',
    auth: { type: 'password', login: 'a', password: 'b' },
    http: { retries: 0 },
  });
}

const good = Array.from({ length: 9 }, (_, index) => `{"sslId":${index + 1},"commonName":"a"}`);

test.each([
  ['{"sslId":9007199254740993}', 'expected safe integer at sslId'],
  ['{"sslId":1e400}', /expected .* at sslId/],
  ['{"sslId":-4}', 'expected >=1 at sslId'],
  ['{"sslId":"pl4nted"}', 'expected number at sslId'],
  ['{"sslId":77,"serialNumber":{"a":"pl4nted"}}', /expected .* at serialNumber/],
  ['null', 'expected an object'],
  ['"pl4nted"', /expected Object/],
])('a row %s is told with its neighbours, and the others come', async (bad, expected) => {
  const client = await connectTo(good.toSpliced(4, 1, bad));
  const problems: string[] = [];
  const rows = client.certificates.list(
    {},
    { pageSize: 3, onUnreadableRow: (problem) => problems.push(problem) },
  );
  expect((await Array.fromAsync(rows)).map(({ sslId }) => sslId)).toEqual([1, 2, 3, 4, 6, 7, 8, 9]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain("Row 5 of the list of certificates (beside 4 and 6) can't be read: ");
  expect(problems[0]).toMatch(expected);
  expect(problems[0]).not.toContain('pl4nted');
});

test('several bad rows, and a page of nothing else, do not end a list early', async () => {
  const bad = '{"sslId":9007199254740993}';
  const client = await connectTo([...good.slice(0, 3), bad, bad, bad, ...good.slice(6)]);
  const problems: string[] = [];
  const rows = client.certificates.list(
    {},
    { pageSize: 3, onUnreadableRow: (problem) => problems.push(problem) },
  );
  expect((await Array.fromAsync(rows)).map(({ sslId }) => sslId)).toEqual([1, 2, 3, 7, 8, 9]);
  expect(problems).toHaveLength(3);
});

test('without a callback such a row ends the list', async () => {
  const client = await connectTo(good.toSpliced(4, 1, '{"sslId":1e400}'));
  await expect(Array.fromAsync(client.certificates.list())).rejects.toThrow(
    expect.objectContaining({ code: 'invalid-response' }),
  );
});
