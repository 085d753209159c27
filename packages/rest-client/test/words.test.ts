import { expect, test } from 'vitest';
import { oauthAuthentication } from '../src/index.ts';
import { createClient, failureOf } from './test-client.ts';
import { json, startServer } from './test-server.ts';

const request = { method: 'GET', path: '/x' } as const;

test.each<[unknown, string]>([
  [{ message: 'The CSR is too short.' }, 'The CSR is too short.'],
  [{ Message: 'No.', ErrorCode: null }, 'No.'],
  [{ error: 'No such tenant' }, 'No such tenant'],
  [{ error: { code: 7, message: 'Quota used up' } }, 'Quota used up'],
  [
    { title: 'One or more errors.', errors: { csr: ['is too short'] } },
    'One or more errors. csr: is too short',
  ],
  [{ errors: [{ field: 'csr', message: 'is too short' }, 'and old'] }, 'is too short; and old'],
  [{ items: [{ description: 'First' }, { description: 'Second' }] }, 'First; Second'],
  [{ details: 'Look at the terms' }, 'Look at the terms'],
  [{ error: 'invalid_scope', error_description: 'Unknown scope' }, 'invalid_scope; Unknown scope'],
  [{ Message: 'Invalid.', ModelState: { 'cert.Id': ['Not a number.'] } }, 'Invalid. cert.Id: Not a number.'],
  [[{ message: 'In a list' }], 'In a list'],
  ['A JSON text', 'A JSON text'],
  [{ error: { errors: { error: { errors: [{ message: 'deep' }] } } } }, 'deep'],
])('the words of %j reach the reader', async (body, apiMessage) => {
  const server = await startServer((_, response) => json(response, body, 400));
  const error = await failureOf(createClient({ baseUrl: server.url }).send(request));
  expect(error).toMatchObject({ code: 'bad-request', apiMessage });
  expect(String(error)).toContain(apiMessage.replace(/\.$/, ''));
});

test.each([
  ['text/plain', 'Upstream quota used up\nuntil tomorrow', 'Upstream quota used up until tomorrow'],
  ['application/xml', '<error><msg>Not here</msg></error>', 'Not here'],
])('so does the beginning of %s', async (type, body, apiMessage) => {
  const server = await startServer((_, response) =>
    response.writeHead(400, { 'content-type': type }).end(body),
  );
  expect(await failureOf(createClient({ baseUrl: server.url }).send(request))).toMatchObject({ apiMessage });
});

test('what is not text is not shown, and a long one is cut', async () => {
  const bodies = [Buffer.from([0, 1, 2, 255]), Buffer.from('x'.repeat(100_000))];
  const server = await startServer((_, response, count) =>
    response.writeHead(400, { 'content-type': 'text/plain' }).end(bodies[count - 1]),
  );
  const client = createClient({ baseUrl: server.url });
  expect(await failureOf(client.send(request))).not.toHaveProperty('apiMessage');
  expect(String(await failureOf(client.send(request))).length).toBeLessThan(400);
});

test('a document without end in itself is read in part', async () => {
  const wide = Array.from({ length: 100_000 }, () => ({ message: 'again' }));
  const deep = `${'{"error":'.repeat(5000)}"x"${'}'.repeat(5000)}`;
  const server = await startServer((_, response, count) =>
    response
      .writeHead(400, { 'content-type': 'application/json' })
      .end(count === 1 ? JSON.stringify(wide) : deep),
  );
  const client = createClient({ baseUrl: server.url });
  expect(await failureOf(client.send(request))).toMatchObject({ apiMessage: 'again' });
  expect(await failureOf(client.send(request))).toMatchObject({ code: 'bad-request' });
});

test.each([200, 404, 500])(
  'a page at the token URL with status %d is reported with the token URL',
  async (status) => {
    const token = await startServer((_, response) =>
      response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
    );
    const client = createClient({
      baseUrl: 'http://127.0.0.1:9',
      system: 'Keyfactor Command',
      hints: { 'not-this-api': 'Check the base URL.' },
      http: { retries: 0 },
      authentication: oauthAuthentication(
        { tokenUrl: `${token.url}/login`, clientId: 'id', clientSecret: 'a secret' },
        { retries: 0 },
      ),
    });
    const error = await failureOf(client.send(request));
    expect(error).toMatchObject({ system: 'OAuth2 identity provider', path: '/login' });
    expect(String(error)).toContain('token URL');
    expect(String(error)).not.toContain('base URL');
  },
);
