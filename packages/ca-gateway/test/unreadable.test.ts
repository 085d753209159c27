/** Requests that no app can be given: what comes back over TLS, byte for byte. */
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { Hono } from 'hono';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { GatewayEnv } from '../src/gateway-env.ts';
import { type ServedApp, serveApp } from './support/serve-app.ts';
import { createTestAuthority, type TestAuthority } from './support/test-authority.ts';

let authority: TestAuthority;
let served: ServedApp;
let release: () => void;
let isWaiting: Promise<void>;

beforeAll(async () => {
  authority = await createTestAuthority('Test TLS CA');
});
beforeEach(async () => {
  let enter = (): void => {};
  isWaiting = new Promise((resolve) => {
    enter = resolve;
  });
  const waits = new Promise<void>((resolve) => {
    release = resolve;
  });
  const app = new Hono<GatewayEnv>();
  app.get('/fine', (context) => context.json({ fine: true }));
  app.get('/waits', async (context) => {
    enter();
    await waits;
    return context.json({ waited: true });
  });
  app.post('/body', async (context) => context.json({ length: (await context.req.text()).length }));
  app.onError((_, context) => context.json({}, 500));
  served = await serveApp(app, {
    server: await authority.server(),
    clientAuthorities: [authority.certificate],
  });
});
afterEach(async () => {
  release();
  await served.close();
});

/** Sends bytes over a connection of their own, and returns what comes back until the gateway closes it. */
async function exchange(
  ...parts: readonly (string | ((socket: TLSSocket) => Promise<void>))[]
): Promise<string> {
  const { hostname, port } = new URL(served.url);
  const socket = connect({ host: hostname, port: Number(port), ca: authority.certificate });
  await once(socket, 'secureConnect');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = once(socket, 'close');
  // What comes after the end of a connection that was closed on purpose is not a failure of a test.
  socket.on('error', () => {});
  for (const part of parts) {
    if (typeof part === 'string') socket.write(part);
    else await part(socket);
  }
  await closed;
  return Buffer.concat(chunks).toString();
}

const planted = 'Planted-Secret-7';
const get = (lines: string) => `GET /fine?key=${planted} HTTP/1.1\r\n${lines}\r\n\r\n`;
const post = (lines: string, body: string) => `POST /body HTTP/1.1\r\nHost: a\r\n${lines}\r\n\r\n${body}`;

test.each([
  ['headers of 20 kB', 431, get(`Host: a\r\nX-Long: ${planted.repeat(1250)}`)],
  ['a line that is no request', 400, `${planted}\r\n\r\n`],
  ['a request of another version', 400, `GET /fine HTTP/9.9\r\nHost: ${planted}\r\n\r\n`],
  ['a request for TLS alone', 400, `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${planted}`],
  ['a method that nobody knows', 400, `${planted.toUpperCase()} /fine HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['a header that is none', 400, get(`Host: a\r\n${planted} without colon`)],
  ['a control character in a header', 400, get(`Host: a\r\nX: ${planted}\u0000`)],
  ['a host with a blank', 400, get(`Host: ${planted} b`)],
  ['a host with a path', 400, get(`Host: a/${planted}`)],
  ['a host with a user', 400, get(`Host: ${planted}@a`)],
  ['no host', 400, get(`X: ${planted}`)],
  ['an empty host', 400, get('Host:')],
  ['two hosts', 400, get(`Host: a\r\nX: b\r\nhost: ${planted}`)],
  ['a host that is there twice', 400, get('Host: a\r\nHost: a')],
  ['two hosts of HTTP/1.0', 400, `GET /fine HTTP/1.0\r\nHost: a\r\nHost: ${planted}\r\n\r\n`],
  ['a target that is not a path', 400, `GET ${planted} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['a target that is an asterisk', 400, `OPTIONS * HTTP/1.1\r\nHost: a\r\nX: ${planted}\r\n\r\n`],
  ['a target that is no URL', 400, `GET https://[${planted} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['a tunnel', 405, `CONNECT ${planted}:443 HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['an expectation', 417, get(`Host: a\r\nExpect: ${planted}`)],
  ['two lengths', 400, post('Content-Length: 1\r\nContent-Length: 2', planted)],
  ['a length that is none', 400, post(`Content-Length: ${planted}`, '')],
  ['two ways to end', 400, post('Content-Length: 4\r\nTransfer-Encoding: chunked', `0\r\n\r\n${planted}`)],
  ['a chunk without a length', 400, post('Transfer-Encoding: chunked', `${planted}\r\n`)],
])('%s gets the Error schema, and the connection is closed', async (_, status, sent) => {
  const received = await exchange(sent);
  const [head = '', body = ''] = received.split('\r\n\r\n');
  const [statusLine, ...headers] = head.split('\r\n').map((line) => line.toLowerCase());
  expect(statusLine).toMatch(new RegExp(`^http/1.1 ${status} [a-z ]+$`));
  expect(headers).toContain('content-type: application/json');
  expect(headers).toContain('connection: close');
  expect(headers).toContain(`content-length: ${Buffer.byteLength(body)}`);
  expect(JSON.parse(body)).toEqual({
    error_code: status,
    error_message: expect.stringMatching(/^[A-Z].*\.$/),
  });
  expect(received.toLowerCase()).not.toContain(planted.toLowerCase());
  const fine = await exchange('GET /fine HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect(fine).toContain('{"fine":true}');
});

test('what is wrong behind a request that is under way is not taken for its response', async () => {
  const received = await exchange(
    'GET /waits HTTP/1.1\r\nHost: a\r\n\r\n',
    () => isWaiting,
    `${planted}\r\n\r\n`,
  );
  expect(received).toBe('');
});

test('what is wrong behind a request that got its response is refused by itself', async () => {
  const received = await exchange(
    'GET /fine HTTP/1.1\r\nHost: a\r\n\r\n',
    async (socket) => {
      await once(socket, 'data');
    },
    `${planted}\r\n\r\n`,
  );
  expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400']);
});

test('a request of HTTP/1.0 needs no host', async () => {
  const received = await exchange('GET /fine HTTP/1.0\r\n\r\n');
  expect(received).toMatch(/^HTTP\/1\.1 200 /);
  expect(received).toContain('{"fine":true}');
});
