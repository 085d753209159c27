import { inspect } from 'node:util';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { oauthAuthentication } from '../src/index.ts';
import { createClient, failureOf } from './test-client.ts';
import { json, startServer } from './test-server.ts';

const get = { method: 'GET', path: '/things/7', schema: v.object({ id: v.number() }) } as const;

test('headers of the caller are sent with every request', async () => {
  const server = await startServer((_, response) => json(response, { id: 7 }));
  const client = createClient({ baseUrl: server.url, http: { headers: { 'X-Tenant': 'Köln' } } });
  await client.json(get);
  await client.json(get);
  const sent = server.requests.map(({ headers }) =>
    Buffer.from(String(headers['x-tenant']), 'latin1').toString(),
  );
  expect(sent).toEqual(['Köln', 'Köln']);
});

test("the caller's program is named before the client", async () => {
  const server = await startServer((_, response) => json(response, { id: 7 }));
  await createClient({ baseUrl: server.url }).json(get);
  await createClient({ baseUrl: server.url, http: { userAgent: 'renewals/2.1' } }).json(get);
  expect(server.requests.map(({ headers }) => headers['user-agent'])).toEqual([
    'certbridge',
    'renewals/2.1 certbridge',
  ]);
});

test.each([
  ['Accept', 'is set by the client itself'],
  ['content-type', 'is set by the client itself'],
  ['HOST', 'is set by the client itself'],
  ['x-api-version', 'is set by the client itself'],
  ['User-Agent', 'is set by the option http.userAgent'],
  ['x tenant', "can't be sent"],
])('the header %s is refused, and its value not told', (name, message) => {
  const headers = { 'X-API-Version': '1' };
  const create = () =>
    createClient({ baseUrl: 'scm.example', headers, http: { headers: { [name]: 'pl4nted' } } });
  expect(create).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      message: expect.stringMatching(`${name}.* ${message}`),
    }),
  );
  expect(create).not.toThrow('pl4nted');
});

test.each([['a\nb'], [''], [' a'], [7]])('a header with the value %j is refused', (value) => {
  const http = { headers: { 'x-tenant': value as string } };
  expect(() => createClient({ baseUrl: 'scm.example', http })).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining('x-tenant') }),
  );
});

test('a header that would take the place of the login is refused before anything is sent', async () => {
  const server = await startServer((_, response) => json(response, { id: 7 }));
  const client = createClient({
    baseUrl: server.url,
    authentication: { headers: () => ({ Login: 'ann' }), secrets: () => [] },
    http: { headers: { login: 'eve' } },
  });
  expect(await failureOf(client.json(get))).toMatchObject({
    code: 'invalid-argument',
    message: expect.stringContaining('header Login'),
    unsent: true,
  });
  expect(server.requests).toEqual([]);
});

test('a token request has none of them, but the name of the program', async () => {
  const server = await startServer((request, response) =>
    json(response, request.method === 'POST' ? { access_token: 'abc' } : { id: 7 }),
  );
  const http = { headers: { 'x-gateway-key': 'pl4nted' }, userAgent: 'renewals/2.1' };
  const login = { tokenUrl: `${server.url}/token`, clientId: 'a', clientSecret: 'b' };
  const client = createClient({
    baseUrl: server.url,
    authentication: oauthAuthentication(login, http),
    http,
  });
  await client.json(get);
  const [token, call] = server.requests.map(({ headers }) => headers);
  expect(token).not.toHaveProperty('x-gateway-key');
  expect(token).toHaveProperty('user-agent', 'renewals/2.1 certbridge');
  expect(call).toHaveProperty('x-gateway-key', 'pl4nted');
});

test('a header with a secret name is in no error, should the server repeat it', async () => {
  const server = await startServer((_, response) => json(response, { Message: 'No key pl4nted-key.' }, 400));
  const client = createClient({
    baseUrl: server.url,
    readRefusal: (document) => ({ apiMessage: (document as { Message: string }).Message }),
    http: { headers: { 'X-Gateway-Key': 'pl4nted-key' } },
  });
  const error = await failureOf(client.json(get));
  expect(error).toMatchObject({ code: 'bad-request', apiMessage: 'No key ***.' });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('pl4nted');
});
