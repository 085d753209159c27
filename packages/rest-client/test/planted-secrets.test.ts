import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { isPlainText } from '@certbridge/plain-text';
import * as v from 'valibot';
import { afterEach, expect, test, vi } from 'vitest';
import { type ApiError, oauthAuthentication, type ReadRefusal } from '../src/index.ts';
import { everythingOf } from './planted.ts';
import { createClient, failureOf } from './test-client.ts';
import { json, startServer } from './test-server.ts';

afterEach(() => vi.unstubAllEnvs());

const secrets = {
  password: 'pl4nted-S3cret/ü"<&',
  basic: Buffer.from('svc:pl4nted-S3cret/ü"<&', 'utf8').toString('base64'),
  sensitive: 'pl4nted two\u2028lines\r\nand \u001b[31m',
  number: '8675309421',
};

/** How a server may write a text. */
const spellings: readonly (readonly [string, (secret: string) => string])[] = [
  ['as it is', (secret) => secret],
  ['in JSON in a text', (secret) => JSON.stringify({ value: secret })],
  ['percent-encoded', (secret) => `?v=${encodeURIComponent(secret)}&`],
  ['in base64', (secret) => Buffer.from(secret, 'utf8').toString('base64')],
  [
    'in HTML',
    (secret) => `<b>${secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')}`,
  ],
  [
    'in HTML with numbers',
    (secret) => secret.replace(/[&<"']/g, (letter) => `&#${letter.charCodeAt(0)};`).replaceAll('/', '&#x2F;'),
  ],
  ['in HTML in JSON', (secret) => JSON.stringify(secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;'))],
  ['percent-encoded twice', (secret) => encodeURIComponent(encodeURIComponent(secret))],
  ['in hexadecimal digits', (secret) => `0x${Buffer.from(secret, 'utf8').toString('hex')}`],
  ['in base64 of UTF-16', (secret) => Buffer.from(secret, 'utf16le').toString('base64')],
  ['with invisible characters', (secret) => secret.replace(/(?<=^.{3})/u, '\u200b\u00ad\u001b[0m')],
  ['after much other text', (secret) => `${'x'.repeat(280)}${secret}${secret}`],
  ['beyond all bounds', (secret) => `${secret}\n`.repeat(5_000)],
];

/** Where a server may write it. */
const places: readonly (readonly [string, (text: string, response: ServerResponse) => unknown])[] = [
  ['the message', (text, r) => json(r, { message: text }, 400)],
  ['the code', (text, r) => json(r, { code: text, message: 'no' }, 400)],
  ['code and message of a refused login', (text, r) => json(r, { code: text, message: text }, 401)],
  ['a key', (text, r) => json(r, { [text]: 1, message: `no ${text}` }, 409)],
  ['a nested text', (text, r) => json(r, { errors: [{ [text]: { text } }] }, 422)],
  ['a JSON text', (text, r) => json(r, text, 400)],
  ['an HTML page', (text, r) => r.writeHead(500, { 'content-type': 'text/html' }).end(`<html>${text}`)],
  ['an HTML page in place of JSON', (text, r) => r.end(`<html>${text}`)],
  ['plain text', (text, r) => r.writeHead(400, { 'content-type': 'text/plain' }).end(text)],
  ['plain text in place of JSON', (text, r) => r.end(text)],
  ['a document of another form', (text, r) => json(r, { ok: text, [text]: [text] })],
  ['keys of a record', (text, r) => json(r, { ok: true, values: { [text]: 1 } })],
  [
    'headers',
    (text, r) => {
      const header = Buffer.from(
        text.slice(0, 2_000).replace(/[^\x20-\x7e\x80-\u{10ffff}]/gu, ''),
        'utf8',
      ).toString('latin1');
      r.writeHead(401, {
        'www-authenticate': `Basic realm="${header}"`,
        'content-disposition': `attachment; filename="${header}"`,
        'retry-after': header,
      }).end();
    },
  ],
  [
    'the target of a redirect',
    (text, r) =>
      r
        .writeHead(302, {
          location: `https://${encodeURIComponent(text.slice(0, 200))}.invalid/?q=${encodeURIComponent(text.slice(0, 2_000))}`,
        })
        .end(),
  ],
];

/** Repeats whatever it finds, as one closed to nothing would. */
const readRefusal: ReadRefusal = (document) => {
  const { code, message = JSON.stringify(document) } = (document ?? {}) as Record<string, string>;
  return { apiCode: code, apiMessage: message };
};

/** What would remain of it in the other spellings. */
function partsOf(secret: string): string[] {
  return [
    secret.slice(3, 9),
    Buffer.from(secret.slice(0, 6)).toString('hex'),
    Buffer.from(secret.slice(0, 6), 'utf16le').toString('base64'),
  ];
}

test.each(places)('no secret of any kind, spelt in any way, survives in %s', async (_, respond) => {
  let text = '';
  const server = await startServer((_request, response) => respond(text, response));
  for (const [name, secret] of Object.entries(secrets)) {
    for (const [spelling, spell] of spellings) {
      text = spell(secret);
      const client = createClient({
        baseUrl: server.url,
        authentication: {
          headers: () => ({ login: 'svc' }),
          secrets: () => [secrets.password, secrets.basic],
        },
        readRefusal,
        http: { retries: 0 },
      });
      const error = await failureOf(
        client.json({
          method: 'PUT',
          path: '/things',
          body: {},
          sensitive: [secrets.sensitive, secrets.number],
          schema: v.object({ ok: v.boolean(), values: v.record(v.string(), v.string()) }),
        }),
      );
      const everything = everythingOf(error);
      expect(everything).toContain('ApiError');
      for (const rest of [secret, 'pl4nted', 'bDRudGVk', secrets.basic, secrets.number, ...partsOf(secret)])
        expect(everything, `${name} ${spelling}`).not.toContain(rest);
      for (const value of Object.values({ ...(error as ApiError), message: (error as ApiError).message }))
        expect(isPlainText(String(value)), `${name} ${spelling}`).toBe(true);
    }
  }
});

test('what a code or message does to the line or the terminal becomes visible, and both are cut', async () => {
  const hostile = 'ok\r\nINFO all is well\u2028\u001b[2J\u202e';
  const server = await startServer((_request, r) =>
    json(r, { code: hostile.repeat(50), message: hostile.repeat(500) }, 400),
  );
  const client = createClient({ baseUrl: server.url, readRefusal });
  const error = (await failureOf(client.send({ method: 'PUT', path: '/things' }))) as ApiError;
  expect(error.apiCode).toContain('ok INFO all is well \\u001b[2J\\u202e');
  expect(String(error.apiCode)).toHaveLength(100);
  expect(error.apiMessage).toHaveLength(300);
  expect(isPlainText(error.message)).toBe(true);
});

test('a code that is a number stays one, unless it is a secret', async () => {
  let code = -16;
  const server = await startServer((_request, r) => json(r, { code, message: 'no' }, 400));
  const client = createClient({ baseUrl: server.url, readRefusal });
  const call = () => failureOf(client.send({ method: 'PUT', path: '/', sensitive: ['1234567'] }));
  expect(await call()).toMatchObject({ apiCode: -16 });
  code = 1_234_567;
  expect(await call()).toMatchObject({ apiCode: '***', message: expect.stringContaining('no (***)') });
});

test('a fetched token is reported to the hook, and hidden also after it was renewed', async () => {
  let count = 0;
  const tokens = ['fetched-t0ken-one', 'fetched-t0ken-two'];
  const heard: string[] = [];
  const server = await startServer(({ url }, response) => {
    if (url === '/token') return json(response, { access_token: tokens[Math.min(count++, 1)] });
    // The first token is refused; then both of them are repeated.
    return json(response, { code: tokens[0], message: tokens.join(' ') }, count === 1 ? 401 : 400);
  });
  const http = {
    onSecret: (secret: string) => {
      heard.push(secret);
      throw new Error('dropped');
    },
  };
  const authentication = oauthAuthentication(
    { tokenUrl: `${server.url}/token`, clientId: 'id', clientSecret: 'client-s3cret' },
    http,
  );
  const client = createClient({ baseUrl: server.url, authentication, readRefusal, http });
  const error = await failureOf(client.send({ method: 'PUT', path: '/things' }));
  expect(heard).toEqual(tokens);
  expect(error).toMatchObject({ apiCode: '***', apiMessage: '*** ***' });
  expect(everythingOf(error)).not.toContain('t0ken');
});

test('a token endpoint that repeats the client secret in its error code gives it to nobody', async () => {
  const clientSecret = 'client-s3cret&more';
  const server = await startServer(({ body }, response) =>
    json(response, { error: body, error_description: `${body}\r\n${clientSecret}` }, 400),
  );
  const authentication = oauthAuthentication({
    tokenUrl: `${server.url}/token`,
    clientId: 'id',
    clientSecret,
  });
  const client = createClient({ baseUrl: server.url, authentication });
  const everything = everythingOf(await failureOf(client.send({ method: 'GET', path: '/things' })));
  expect(everything).toContain('***');
  expect(everything).not.toContain('s3cret');
});

test('the password of a proxy and the passphrase of a client certificate are hidden', async () => {
  const passphrase = 'correct-horse/battery';
  const key = createPrivateKey(readFileSync(new URL('fixtures/tls/client.key', import.meta.url)))
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
    .toString();
  const cert = readFileSync(new URL('fixtures/tls/client.pem', import.meta.url));
  const sent = Buffer.from('user:pr0xy-p@ss').toString('base64');
  const server = await startServer((_request, r) =>
    json(r, { message: `pr0xy-p@ss pr0xy-p%40ss ${sent} ${passphrase}` }, 400),
  );
  vi.stubEnv('HTTP_PROXY', server.url.replace('http://', 'http://user:pr0xy-p%40ss@'));
  vi.stubEnv('NO_PROXY', '127.0.0.1');
  const client = createClient({
    baseUrl: server.url,
    clientCertificate: { cert, key, passphrase },
    readRefusal,
  });
  const error = await failureOf(client.send({ method: 'PUT', path: '/' }));
  expect(error).toMatchObject({ apiMessage: '*** *** *** ***' });
});
