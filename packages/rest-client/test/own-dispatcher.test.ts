import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import * as undici7 from 'undici';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import * as undici8 from 'undici-8';
import * as v from 'valibot';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createRestClient, type HttpDispatcher } from '../src/index.ts';
import { createClient, failureOf } from './test-client.ts';
import { json, startServer } from './test-server.ts';

const get = { method: 'GET', path: '/things/7', schema: v.object({ id: v.number() }) } as const;

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Starts a proxy that opens tunnels, or refuses them with a status. */
async function startProxy(status = 200) {
  const tunnels: string[] = [];
  const proxy = createServer();
  proxy.on('connect', ({ url = '' }, socket) => {
    tunnels.push(url);
    socket.on('error', () => socket.destroy());
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const target = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return { tunnels, address: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
}

function createProxyAgent(address: string) {
  const agent = new ProxyAgent({ uri: address, proxyTunnel: true });
  onTestFinished(() => agent.destroy());
  return agent;
}

test('each client can have a proxy of its own', async () => {
  const server = await startServer((_, response) => json(response, { id: 7 }));
  const [first, second] = [await startProxy(), await startProxy()];
  for (const { address } of [first, second]) {
    const client = createClient({ baseUrl: server.url, http: { dispatcher: createProxyAgent(address) } });
    expect((await client.json(get)).data).toEqual({ id: 7 });
  }
  const target = `127.0.0.1:${server.port}`;
  expect([first.tunnels, second.tunnels]).toEqual([[target], [target]]);
});

test('a proxy in the environment is then none of its business, in errors either', async () => {
  vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:1');
  const server = await startServer((_, response) => json(response, { id: 7 }));
  const dispatcher = new Agent();
  onTestFinished(() => dispatcher.destroy());
  const http = { dispatcher, retries: 0 };
  expect((await createClient({ baseUrl: server.url, http }).json(get)).data).toEqual({ id: 7 });

  const { port } = await closedServer();
  const error = await failureOf(createClient({ baseUrl: `http://127.0.0.1:${port}`, http }).json(get));
  expect(error).toMatchObject({ code: 'unreachable' });
  expect((error as Error).message).not.toContain('environment');
});

test.each([
  [407, 'give it to the dispatcher'],
  [403, 'Check the dispatcher'],
])('the refusal %i of its proxy is reported with the remedy', async (status, remedy) => {
  const proxy = await startProxy(status);
  const server = await startServer((_, response) => json(response, { id: 7 }));
  const http = { dispatcher: createProxyAgent(proxy.address), retries: 0 };
  const error = await failureOf(createClient({ baseUrl: server.url, http }).json(get));
  expect(error).toMatchObject({ code: 'unreachable', message: expect.stringContaining(remedy) });
  expect((error as Error).message).not.toContain('HTTPS_PROXY');
});

test('closing the client leaves it open', async () => {
  const server = await startServer((_, response) => json(response, { id: 7 }));
  const dispatcher = new Agent();
  onTestFinished(() => dispatcher.destroy());
  const first = createRestClient({ system: 'SCM', baseUrl: server.url, http: { dispatcher } });
  await first.json(get);
  await first.close();
  expect(dispatcher.closed).toBe(false);
  await createClient({ baseUrl: server.url, http: { dispatcher } }).json(get);
});

describe.each([
  ['undici 7', undici7],
  // Its types are another version's, and what is used here has the same names.
  ['undici 8', undici8 as unknown as typeof undici7],
])('of %s', (_, { Agent, interceptors, MockAgent, RetryAgent }) => {
  test('a MockAgent responds in place of a server', async () => {
    const dispatcher = new MockAgent();
    dispatcher.disableNetConnect();
    onTestFinished(() => dispatcher.close());
    dispatcher
      .get('https://scm.example')
      .intercept({ path: '/things/7' })
      .reply(200, { id: 7 }, { headers: { 'content-type': 'application/json' } });
    const client = createClient({ baseUrl: 'https://scm.example', http: { dispatcher } });
    expect((await client.json(get)).data).toEqual({ id: 7 });
  });

  test('a request that the MockAgent was not told of is sent once, and the error says so', async () => {
    const dispatcher = new MockAgent();
    dispatcher.disableNetConnect();
    onTestFinished(() => dispatcher.close());
    const onRequest = vi.fn();
    const client = createClient({ baseUrl: 'https://scm.example', http: { dispatcher, onRequest } });
    expect(await failureOf(client.json(get))).toMatchObject({
      code: 'unreachable',
      retryable: false,
      message: expect.stringContaining("Mock dispatch not matched for path '/things/7'"),
    });
    expect(onRequest).toHaveBeenCalledTimes(1);
  });

  test.each<[string, (agent: Dispatcher) => HttpDispatcher]>([
    ['an Agent', (agent) => agent],
    ['a RetryAgent', (agent) => new RetryAgent(agent)],
    ['what is composed', (agent) => agent.compose(interceptors.retry())],
  ])('%s reads a large compressed body and an error', async (_, wrap) => {
    const text = JSON.stringify({ id: 7, rest: randomBytes(500_000).toString('hex') });
    const server = await startServer((request, response) => {
      if (request.url !== '/things/7') return json(response, {}, 404);
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(text));
    });
    const agent = new Agent();
    onTestFinished(() => agent.destroy());
    const client = createClient({ baseUrl: server.url, http: { dispatcher: wrap(agent) } });
    expect((await client.json(get)).data).toEqual({ id: 7 });
    const error = await failureOf(client.json({ ...get, path: '/things/8' }));
    expect(error).toMatchObject({ code: 'not-found', status: 404 });
  });

  test('an abort ends its request', async () => {
    const abort = new AbortController();
    let markClosed = () => {};
    const closed = new Promise<void>((resolve) => {
      markClosed = resolve;
    });
    const server = await startServer((_, response) => {
      response.on('close', markClosed);
      abort.abort();
    });
    const dispatcher = new Agent();
    onTestFinished(() => dispatcher.destroy());
    const client = createClient({ baseUrl: server.url, http: { dispatcher } });
    expect(await failureOf(client.json({ ...get, signal: abort.signal }))).toMatchObject({ code: 'aborted' });
    await closed;
  });
});

test('a dispatcher that refuses the handlers of this fetch says what to do', async () => {
  const dispatcher = {
    dispatch() {
      throw Object.assign(new Error('invalid onRequestStart method'), { code: 'UND_ERR_INVALID_ARG' });
    },
  };
  const error = await failureOf(
    createClient({ baseUrl: 'https://scm.example', http: { dispatcher } }).json(get),
  );
  expect(error).toMatchObject({
    code: 'invalid-argument',
    message: expect.stringContaining(
      "Give that undici's own fetch as the option http.fetch too, or use undici 7 or later.",
    ),
  });
});

test('a client certificate is refused beside it, which would not present it', () => {
  const dispatcher = new Agent();
  onTestFinished(() => dispatcher.destroy());
  const clientCertificate = { cert: 'a', key: 'b' };
  const create = () =>
    createClient({ baseUrl: 'https://scm.example', clientCertificate, http: { dispatcher } });
  expect(create).toThrow('A client certificate has no effect with the option http.dispatcher');
});

async function closedServer() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return { port };
}
