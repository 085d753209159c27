import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { oauthAuthentication } from '../src/index.ts';
import { createClient, failureOf } from './test-client.ts';
import { json, startServer } from './test-server.ts';

const request = { method: 'GET', path: '/x' } as const;

afterEach(() => {
  vi.unstubAllEnvs();
});

async function listen(server: Server | ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Starts a server that does with each connection what it is told. */
async function startRaw(onConnection: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
  const address = await listen(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { server, address };
}

/** Starts a proxy that does with each CONNECT what it is told, and sets it for all hosts. */
async function startProxy(onConnect: (socket: Socket) => void) {
  const proxy = createHttpServer();
  const sockets = new Set<Socket>();
  let tunnels = 0;
  proxy.on('connect', (_, socket: Socket) => {
    tunnels += 1;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    onConnect(socket);
  });
  const address = await listen(proxy);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy', 'NO_PROXY']) vi.stubEnv(name, undefined);
  vi.stubEnv('HTTP_PROXY', `http://${address}`);
  vi.stubEnv('HTTPS_PROXY', `http://${address}`);
  return { proxy, address, tunnels: () => tunnels };
}

const silent = () => {};
const opened = (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n');

/** Systems that keep a call waiting, each in a layer of its own; all are gone when the test ends. */
const stalls: Record<string, () => Promise<string>> = {
  'takes the connection and keeps silent': async () => `http://${(await startRaw(silent)).address}`,
  'stalls in the TLS handshake': async () => `https://${(await startRaw(silent)).address}`,
  'is behind a proxy that takes CONNECT and keeps silent': async () => {
    await startProxy(silent);
    return 'https://scm.invalid';
  },
  'is behind a proxy that takes CONNECT for plain HTTP and keeps silent': async () => {
    await startProxy(silent);
    return 'http://scm.invalid';
  },
  'is behind a proxy that opens the tunnel and keeps silent': async () => {
    await startProxy(opened);
    return 'https://scm.invalid';
  },
  'begins a body that does not end': async () => {
    const server = await startRaw((socket) => {
      const begin = () => socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{');
      socket.once('data', begin);
    });
    return `http://${server.address}`;
  },
};

test.each(Object.keys(stalls))('the limit of an attempt ends a call to a system that %s', async (name) => {
  const baseUrl = await stalls[name]?.();
  const client = createClient({ baseUrl: baseUrl ?? '', http: { attemptTimeoutMs: 60, retries: 0 } });
  expect(await failureOf(client.send(request))).toMatchObject({ code: 'timeout' });
  // Nothing of it keeps the client from being closed.
  await client.close();
});

test.each(Object.keys(stalls))('the total limit ends a call to a system that %s', async (name) => {
  const baseUrl = await stalls[name]?.();
  const client = createClient({ baseUrl: baseUrl ?? '', http: { totalTimeoutMs: 60 } });
  expect(await failureOf(client.send(request))).toMatchObject({ code: 'timeout' });
});

test.each(Object.keys(stalls))('an abort ends a call to a system that %s', async (name) => {
  const baseUrl = await stalls[name]?.();
  const controller = new AbortController();
  const { promise: started, resolve } = deferred();
  const client = createClient({ baseUrl: baseUrl ?? '', http: { trace: () => void resolve() } });
  const failure = failureOf(client.send({ ...request, signal: controller.signal }));
  await started;
  await sleep(20);
  controller.abort();
  expect(await failure).toMatchObject({ code: 'aborted' });
});

test.each(Object.keys(stalls))('closing the client ends a call to a system that %s', async (name) => {
  const baseUrl = await stalls[name]?.();
  const client = createClient({ baseUrl: baseUrl ?? '' });
  const failure = failureOf(client.send(request));
  await sleep(20);
  await client.close();
  expect(await failure).toMatchObject({ code: 'aborted' });
});

test('a proxy that takes CONNECT and closes is named, and tried no more often than is allowed', async () => {
  const { address, tunnels } = await startProxy((socket) => socket.destroy());
  const client = createClient({ baseUrl: 'https://scm.invalid', http: { retries: 1 } });
  const error = await failureOf(client.send(request));
  expect(error).toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining(`SCM: scm.invalid:443 can't be reached through the proxy ${address}.`),
  });
  expect(tunnels()).toBe(2);
});

test('a proxy that is not there is named as the proxy', async () => {
  const { proxy, address } = await startProxy(silent);
  proxy.close();
  await once(proxy, 'close');
  const client = createClient({ baseUrl: 'https://scm.invalid', http: { retries: 0 } });
  expect(await failureOf(client.send(request))).toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining(`through the proxy ${address}. ${address} refuses the connection`),
  });
});

test('a token endpoint that keeps silent holds no call past its limits or an abort', async () => {
  const { address } = await startRaw(silent);
  const server = await startServer((_, response) => json(response, {}));
  const create = (http = {}) =>
    createClient({
      baseUrl: server.url,
      http,
      authentication: oauthAuthentication({
        tokenUrl: `http://${address}/token`,
        clientId: 'id',
        clientSecret: 'secret',
      }),
    });
  expect(await failureOf(create({ totalTimeoutMs: 60 }).send(request))).toMatchObject({
    code: 'timeout',
    message: expect.stringContaining('The login to SCM took too long'),
  });
  const controller = new AbortController();
  const failure = failureOf(create().send({ ...request, signal: controller.signal }));
  controller.abort();
  expect(await failure).toMatchObject({ code: 'aborted' });
  const client = create();
  const closed = failureOf(client.send(request));
  await client.close();
  expect(await closed).toMatchObject({ code: 'aborted' });
  expect(server.requests).toEqual([]);
});

test('a call that waits in the queue for another attempt ends with its total limit, and tells why it waited', async () => {
  const server = await startServer((_, response) => json(response, {}, 503, { 'retry-after': '1' }));
  const client = createClient({ baseUrl: server.url, http: { concurrency: 1, totalTimeoutMs: 1500 } });
  const calls = [1, 2, 3].map(() => failureOf(client.send(request)));
  for (const call of calls) expect(await call).toMatchObject({ code: 'server-error', status: 503 });
});

const inflated = 3_000_000;
const bomb = Buffer.alloc(inflated, 0x20);
test.each([
  ['gzip', gzipSync(bomb)],
  ['deflate', deflateSync(bomb)],
  ['br', brotliCompressSync(bomb)],
  ['gzip, gzip', gzipSync(gzipSync(bomb))],
  ['', bomb],
])('a response that is too large with encoding "%s" is refused, once', async (encoding, body) => {
  const server = await startServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(body);
  });
  const client = createClient({ baseUrl: server.url, http: { maxResponseBytes: 2 ** 20 } });
  expect(await failureOf(client.send(request))).toMatchObject({
    code: 'too-large',
    retryable: false,
    message:
      'SCM sent a response of more than 1 MB, which is not read (GET /x). Ask for less at a time, or check that the address is the right one.',
  });
  expect(client.requestCount).toBe(1);
});

test('a body without end is read up to the limit, and its connection destroyed', async () => {
  const { promise: closed, resolve } = deferred();
  const { address } = await startRaw((socket) => {
    socket.once('close', () => resolve());
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n');
      const chunk = Buffer.alloc(65_536, 0x20);
      const more = () => {
        while (!socket.destroyed && socket.write(chunk));
        if (!socket.destroyed) socket.once('drain', more);
      };
      more();
    });
  });
  const client = createClient({ baseUrl: `http://${address}`, http: { maxResponseBytes: 2 ** 20 } });
  expect(await failureOf(client.send(request))).toMatchObject({ code: 'too-large' });
  await closed;
});

test('a response of exactly the greatest size is read', async () => {
  const body = `"${'x'.repeat(998)}"`;
  const server = await startServer((_, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      .end(gzipSync(body)),
  );
  const client = createClient({ baseUrl: server.url, http: { maxResponseBytes: 1000 } });
  expect((await client.download(request)).data).toHaveLength(1000);
});

test('a call may expect more than is usual', async () => {
  const server = await startServer((_, response) => response.writeHead(200).end(Buffer.alloc(70 * 2 ** 20)));
  const client = createClient({ baseUrl: server.url });
  expect(await failureOf(client.send(request))).toMatchObject({ code: 'too-large' });
  expect((await client.download({ ...request, maxResponseBytes: 2 ** 27 })).data).toHaveLength(70 * 2 ** 20);
});

test('behind a proxy that recovers, calls succeed again', async () => {
  const target = await startServer((_, response) => json(response, {}));
  let healthy = false;
  await startProxy((socket) => {
    if (!healthy) return;
    const tunnel = connect(target.port, '127.0.0.1', () => {
      opened(socket);
      tunnel.pipe(socket).pipe(tunnel);
    });
    tunnel.on('error', () => socket.destroy());
  });
  const client = createClient({
    baseUrl: 'http://scm.invalid',
    http: { attemptTimeoutMs: 3000, retries: 0 },
  });
  expect(await failureOf(client.send(request))).toMatchObject({ code: 'timeout' });
  healthy = true;
  await client.send(request);
});
