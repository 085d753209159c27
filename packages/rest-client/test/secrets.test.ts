import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { RestClientOptions } from '../src/index.ts';
import { everythingOf } from './planted.ts';
import { createClient, failureOf } from './test-client.ts';
import { cut, json, startServer } from './test-server.ts';

const secret = 'pl4nted-S3cret/ü"';
const encoded = Buffer.from(secret, 'utf8').toString('base64');
const request = {
  method: 'PUT',
  path: '/things',
  query: { value: secret },
  body: { value: secret },
  schema: v.object({ ok: v.boolean() }),
} as const;

type Respond = (response: ServerResponse) => unknown;

const responses: readonly (readonly [string, Respond])[] = [
  ['a refused login that repeats it', (r) => json(r, { message: `no ${secret} and Basic ${encoded}` }, 401)],
  ['a refused request that repeats it', (r) => json(r, { message: `bad value ${secret}` }, 400)],
  ['a page that repeats it', (r) => r.end(`<html>${secret}</html>`)],
  [
    'a redirect that repeats it',
    (r) => r.writeHead(302, { location: `https://x.invalid/?${encoded}` }).end(),
  ],
  ['a document of another form', (r) => json(r, { ok: secret })],
  ['text in place of JSON', (r) => r.end(secret)],
  ['a cut connection', (r) => cut(r)],
  ['a cut response', (r) => cut(r, `{"ok":"${encoded}`)],
  ['no response in time', () => {}],
];

test.each(responses)('no secret is in the error for %s', async (_, respond) => {
  const server = await startServer((_request, response) => respond(response));
  const options: Partial<RestClientOptions> = {
    authentication: {
      headers: () => ({ password: encoded, authorization: `Basic ${encoded}` }),
      secrets: () => [secret, encoded],
    },
    readRefusal: (document) => ({ apiMessage: (document as { message?: string } | undefined)?.message }),
    http: { attemptTimeoutMs: 100 },
  };
  const client = createClient({ baseUrl: server.url, ...options });
  const everything = everythingOf(await failureOf(client.json(request)));
  expect(everything).toContain('ApiError');
  for (const planted of [secret, encoded, encodeURIComponent(secret), 'pl4nted']) {
    expect(everything).not.toContain(planted);
  }
  expect(inspect(client, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain('pl4nted');
});

test('no secret is in the error for a host that cannot be reached', async () => {
  const client = createClient({
    baseUrl: 'https://scm.invalid',
    authentication: { headers: () => ({ password: encoded }), secrets: () => [secret] },
    http: { retries: 0 },
  });
  const everything = everythingOf(await failureOf(client.json(request)));
  expect(everything).not.toContain(encoded);
  expect(everything).not.toContain('pl4nted');
});
