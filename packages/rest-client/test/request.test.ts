import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { createClient, failureOf } from './test-client.ts';
import { json, startServer } from './test-server.ts';

const schema = v.unknown();

test('base URL, path and query are joined, whatever slashes they have', async () => {
  const server = await startServer((_, response) => json(response, {}));
  for (const ending of ['', '/']) {
    const client = createClient({ baseUrl: `${server.url}/prefix${ending}` });
    await client.json({ method: 'GET', path: '/things', query: { q: 'a b' }, schema });
  }
  expect(server.requests.map(({ url }) => url)).toEqual(['/prefix/things?q=a%20b', '/prefix/things?q=a%20b']);
});

test('headers of the client go with every request, and JSON is asked for', async () => {
  const server = await startServer((_, response) => json(response, {}));
  const client = createClient({ baseUrl: server.url, headers: { 'x-version': '1' } });
  await client.send({ method: 'PUT', path: '/', body: { ü: 1 } });
  expect(server.requests[0]).toMatchObject({
    headers: { 'x-version': '1', accept: 'application/json', 'content-type': 'application/json' },
    body: '{"ü":1}',
  });
});

test('a form is sent as a form', async () => {
  const server = await startServer((_, response) => json(response, {}));
  const client = createClient({ baseUrl: server.url });
  await client.send({ method: 'POST', path: '/', form: { a: 'x y', b: 'ä&=' } });
  expect(server.requests[0]?.headers['content-type']).toContain('application/x-www-form-urlencoded');
  expect(server.requests[0]?.body).toBe('a=x+y&b=%C3%A4%26%3D');
});

test('a response without a document is enough for a call that needs none', async () => {
  const server = await startServer((_, response) => response.writeHead(204).end());
  await createClient({ baseUrl: server.url }).send({ method: 'PUT', path: '/' });
});

test('a page where nothing was expected is not a success', async () => {
  const server = await startServer((_, response) => response.end('<html>Log in</html>'));
  const client = createClient({ baseUrl: server.url });
  await expect(client.send({ method: 'PUT', path: '/' })).rejects.toThrow(
    expect.objectContaining({ code: 'invalid-response' }),
  );
});

test('a page with 200 is not asked for again', async () => {
  const server = await startServer((_, response) => response.end('<html>Log in</html>'));
  const client = createClient({ baseUrl: server.url });
  await expect(client.json({ method: 'GET', path: '/', schema })).rejects.toThrow(
    expect.objectContaining({ code: 'invalid-response' }),
  );
  expect(server.requests).toHaveLength(1);
});

test('a document in UTF-8 is read, with or without a byte-order mark', async () => {
  const server = await startServer((_, response) => response.end('\uFEFF{"name":"Zürich"}'));
  const client = createClient({ baseUrl: server.url });
  expect((await client.json({ method: 'GET', path: '/', schema })).data).toEqual({ name: 'Zürich' });
});

test.each([
  [{ http: { concurrency: 0 } }, 'concurrency must be a whole number'],
  [{ http: { ca: 'ca.pem' } }, 'not a certificate in PEM form'],
  [{ baseUrl: 'ftp://host' }, 'has a scheme other than http and https'],
])('options that cannot be used are refused before anything is sent: %j', (options, message) => {
  expect(() => createClient({ baseUrl: 'https://host', ...options })).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining(message) }),
  );
});

test('a host that does not respond at a port is named with the port', async () => {
  // No port that is given out to servers of other tests, which run at the same time.
  const client = createClient({ baseUrl: 'http://127.0.0.1:3', http: { retries: 0 } });
  await expect(client.send({ method: 'GET', path: '/' })).rejects.toThrow(
    /^SCM: 127\.0\.0\.1:3 refuses the connection\./,
  );
});

test('a port that fetch keeps away from is reported, once', async () => {
  const client = createClient({ baseUrl: 'http://127.0.0.1:6000' });
  expect(await failureOf(client.send({ method: 'POST', path: '/' }))).toMatchObject({
    code: 'unreachable',
    retryable: false,
    unsent: true,
    message: expect.stringContaining('The port of 127.0.0.1:6000 belongs to another protocol'),
  });
});

test('a host name that nobody knows is reported', async () => {
  const client = createClient({ baseUrl: 'https://scm.invalid', http: { retries: 0 } });
  await expect(client.send({ method: 'GET', path: '/' })).rejects.toThrow(
    expect.objectContaining({
      code: 'unreachable',
      message: expect.stringContaining("scm.invalid:443 can't be found"),
    }),
  );
});

test('a file is given as its bytes, whatever its media type', async () => {
  const bytes = Buffer.from([0x30, 0x82, 0xff, 0x00, 0x0d, 0x0a]);
  const server = await startServer((_, response) =>
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(bytes),
  );
  const { data, status } = await createClient({ baseUrl: server.url }).download({
    method: 'GET',
    path: '/f',
  });
  expect(Buffer.from(data)).toEqual(bytes);
  expect(status).toBe(200);
  expect(server.requests[0]?.headers.accept).toBe('*/*');
});

test('a page in place of a file is not a response that can be used', async () => {
  const server = await startServer((_, response) =>
    response.writeHead(200).end('<html><body>Log in</body></html>'),
  );
  await expect(createClient({ baseUrl: server.url }).download({ method: 'GET', path: '/f' })).rejects.toThrow(
    expect.objectContaining({ code: 'invalid-response' }),
  );
});

test('a call without a document gives the headers of its response', async () => {
  const server = await startServer((_, response) => response.writeHead(200, { 'x-total-count': '42' }).end());
  const { headers } = await createClient({ baseUrl: server.url }).send({ method: 'HEAD', path: '/things' });
  expect(headers.get('x-total-count')).toBe('42');
  expect(server.requests[0]?.method).toBe('HEAD');
});

test('a HEAD is repeated like a GET', async () => {
  const server = await startServer((_, response, count) => response.writeHead(count === 1 ? 503 : 200).end());
  await createClient({ baseUrl: server.url }).send({ method: 'HEAD', path: '/things' });
  expect(server.requests).toHaveLength(2);
});

test.each([
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['gzip, BR', (text: string) => brotliCompressSync(gzipSync(text))],
  ['identity', (text: string) => text],
])('a response compressed by "%s" is read', async (encoding, compress) => {
  const server = await startServer((_, response) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
    response.writeHead(200, headers).end(compress('{"name":"Jürgen"}'));
  });
  const client = createClient({ baseUrl: server.url });
  expect((await client.json({ method: 'GET', path: '/', schema })).data).toEqual({ name: 'Jürgen' });
  expect(server.requests[0]?.headers['accept-encoding']).toBe('gzip, deflate, br');
});

test('a compressed response that is damaged is repeated', async () => {
  const server = await startServer((_, response, count) => {
    const body = gzipSync('{"ok":true}');
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(count === 1 ? body.subarray(0, -6) : body);
  });
  const client = createClient({ baseUrl: server.url });
  expect((await client.json({ method: 'GET', path: '/', schema })).data).toEqual({ ok: true });
  expect(server.requests).toHaveLength(2);
});

test.each([204, 205, 304, 599])('the status %d is passed on or explained', async (status) => {
  const server = await startServer((_, response) => response.writeHead(status).end());
  const client = createClient({ baseUrl: server.url, http: { retries: 0 } });
  const result = await client.send({ method: 'GET', path: '/' }).catch((error: unknown) => error);
  expect(result).toMatchObject({ status });
});

test('headers that come more than once are joined', async () => {
  const server = await startServer((_, response) => {
    response.setHeader('x-part', ['a', 'b']);
    json(response, {});
  });
  const client = createClient({ baseUrl: server.url });
  const { headers } = await client.send({ method: 'GET', path: '/' });
  expect(headers.get('x-part')).toBe('a, b');
});
