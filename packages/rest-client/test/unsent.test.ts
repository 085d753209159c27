import * as v from 'valibot';
import { expect, test } from 'vitest';
import { ApiError } from '../src/index.ts';
import { createClient, failureOf } from './test-client.ts';
import { cut, json, startServer } from './test-server.ts';

const post = { method: 'POST', path: '/orders', body: {}, schema: v.object({ id: v.number() }) } as const;

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('a refused connection is reported as one over which nothing was sent', async () => {
  const client = createClient({ baseUrl: `http://127.0.0.1:${await freePort()}` });
  expect(await failureOf(client.json(post))).toMatchObject({ code: 'unreachable', unsent: true });
});

test('so is a handshake that fails', async () => {
  const server = await startServer((_, response) => json(response, { id: 1 }));
  const client = createClient({ baseUrl: server.url.replace('http:', 'https:') });
  expect(await failureOf(client.json(post))).toMatchObject({ code: 'tls', unsent: true });
});

test('so is a call that was aborted before its turn, or whose login could not be had', async () => {
  const server = await startServer((_, response) => json(response, { id: 1 }));
  const client = createClient({ baseUrl: server.url });
  const aborted = await failureOf(client.json({ ...post, signal: AbortSignal.abort() }));
  expect(aborted).toMatchObject({ code: 'aborted', unsent: true });
  const headers = () => Promise.reject(new ApiError('No token.', { code: 'unreachable', retryable: true }));
  const other = createClient({ baseUrl: server.url, authentication: { headers, secrets: () => [] } });
  expect(await failureOf(other.json(post))).toMatchObject({ code: 'unreachable', unsent: true });
  expect(server.requests).toHaveLength(0);
});

test.each([
  ['is cut', 'unreachable', {}],
  ['never comes', 'timeout', { attemptTimeoutMs: 200 }],
] as const)('a response that %s leaves it open whether the system acted', async (what, code, http) => {
  const server = await startServer((_, response) => (what === 'is cut' ? cut(response) : undefined));
  const client = createClient({ baseUrl: server.url, http });
  const error = await failureOf(client.json(post));
  expect(error).toMatchObject({ code });
  expect(error).not.toHaveProperty('unsent');
  // On a busy machine the time may be over before the server gets to read the request.
  await expect.poll(() => server.requests, { timeout: 30_000 }).toHaveLength(1);
});

test('a refusal was a response to what was sent', async () => {
  const server = await startServer((_, response) => json(response, {}, 400));
  const client = createClient({ baseUrl: server.url });
  expect(await failureOf(client.json(post))).not.toHaveProperty('unsent');
});
