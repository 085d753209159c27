import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { inspect } from 'node:util';
import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import { oauthAuthentication, type TraceHook, type TraceOutcome, type TraceRequest } from '../src/index.ts';
import { createClient, failureOf } from './test-client.ts';
import { cut, json, startServer } from './test-server.ts';

const schema = v.object({ ok: v.boolean() });
const get = { method: 'GET', path: '/things', query: { q: 'planted' }, schema } as const;

/** A hook that notes what it is told. */
function recorder(headers?: Record<string, string> | Headers) {
  const started: TraceRequest[] = [];
  const ended: TraceOutcome[] = [];
  const trace: TraceHook = (request) => {
    started.push(request);
    return { headers, end: (outcome) => ended.push(outcome) };
  };
  return { trace, started, ended };
}

test('each attempt is reported with the attributes of OpenTelemetry, and how it ended', async () => {
  const server = await startServer((_, response, count) =>
    json(response, { ok: true }, count === 1 ? 503 : 200),
  );
  const { trace, started, ended } = recorder();
  await createClient({ baseUrl: `${server.url}/base/`, http: { trace } }).json(get);
  const attributes = {
    'http.request.method': 'GET',
    'server.address': '127.0.0.1',
    'server.port': server.port,
    'url.full': `${server.url}/base/things`,
  };
  const request = { system: 'SCM', method: 'GET', path: '/things' };
  expect(started).toEqual([
    { ...request, attempt: 1, attributes },
    { ...request, attempt: 2, attributes: { ...attributes, 'http.request.resend_count': 1 } },
  ]);
  expect(ended).toEqual([
    {
      status: 503,
      error: 'server-error',
      durationMs: expect.any(Number),
      attributes: { 'http.response.status_code': 503, 'error.type': 'server-error' },
    },
    { status: 200, durationMs: expect.any(Number), attributes: { 'http.response.status_code': 200 } },
  ]);
});

test('a response that cannot be used ends an attempt with its error', async () => {
  const server = await startServer((_, response) => json(response, { ok: 'planted' }));
  const { trace, ended } = recorder();
  await failureOf(createClient({ baseUrl: server.url, http: { trace } }).json(get));
  expect(ended).toMatchObject([{ status: 200, error: 'invalid-response' }]);
});

test('a connection that is cut ends an attempt without a status', async () => {
  const server = await startServer((_, response) => cut(response));
  const { trace, ended } = recorder();
  await failureOf(createClient({ baseUrl: server.url, http: { trace, retries: 0 } }).json(get));
  expect(ended).toMatchObject([{ error: 'unreachable' }]);
  expect(ended[0]).not.toHaveProperty('status');
});

test('headers of the hook are sent, but never in place of the own ones', async () => {
  const server = await startServer((_, response) => json(response, { ok: true }));
  const { trace } = recorder({
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    Authorization: 'Basic b3RoZXI=',
    'X-Tenant': 'other',
    Accept: 'text/html',
    'Content-Type': 'text/plain',
    'bad name': 'a',
    broken: 'a\nb',
  });
  const client = createClient({
    baseUrl: server.url,
    headers: { 'x-tenant': 'own' },
    authentication: { headers: () => ({ authorization: 'Basic b3du' }), secrets: () => [] },
    http: { trace },
  });
  await client.json({ method: 'POST', path: '/things', body: {}, schema });
  expect(server.requests[0]?.headers).toMatchObject({
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    authorization: 'Basic b3du',
    'x-tenant': 'own',
    accept: 'application/json',
    'content-type': 'application/json',
  });
  expect(server.requests[0]?.headers).not.toHaveProperty('broken');
});

test('headers of the hook may be a Headers', async () => {
  const server = await startServer((_, response) => json(response, { ok: true }));
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const { trace } = recorder(new Headers({ traceparent, Accept: 'text/html' }));
  await createClient({ baseUrl: server.url, http: { trace } }).json(get);
  expect(server.requests[0]?.headers).toMatchObject({ traceparent, accept: 'application/json' });
});

test.each(['text', 5, [5], null])('headers of the hook that are none break no call (%j)', async (headers) => {
  const server = await startServer((_, response) => json(response, { ok: true }));
  const { trace } = recorder(headers as never);
  expect((await createClient({ baseUrl: server.url, http: { trace } }).json(get)).data).toEqual({ ok: true });
});

test('a hook that throws breaks no call', async () => {
  const server = await startServer((_, response) => json(response, { ok: true }));
  const fail = () => {
    throw new Error('hook');
  };
  const ending: TraceHook = () => ({ end: fail });
  for (const http of [{ trace: fail }, { trace: ending }, { onRequest: fail }]) {
    expect((await createClient({ baseUrl: server.url, http }).json(get)).data).toEqual({ ok: true });
  }
});

test('a hook that rejects breaks no call, and its rejection is handled', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const fail = async () => {
    throw new Error('hook');
  };
  const server = await startServer((_, response) => json(response, { ok: true }));
  const ending: TraceHook = () => ({ end: fail });
  for (const http of [{ trace: fail as never }, { trace: ending }, { onRequest: fail }]) {
    expect((await createClient({ baseUrl: server.url, http }).json(get)).data).toEqual({ ok: true });
  }
  const closed = await startServer((_, response) => json(response, {}, 401));
  const client = createClient({ baseUrl: closed.url, onLoginRefused: fail });
  expect(await failureOf(client.json(get))).toMatchObject({ code: 'unauthorized' });
  const tokens = await startServer((_, response) => json(response, { access_token: 'a', expires_in: 60 }));
  const credentials = { tokenUrl: tokens.url, clientId: 'a', clientSecret: 'b' };
  const authentication = oauthAuthentication(credentials, { onSecret: fail });
  onTestFinished(() => authentication.close?.());
  expect(await authentication.headers()).toEqual({ authorization: 'Bearer a' });
  await setImmediate();
  expect(unhandled).toEqual([]);
});

test('a hook that follows nothing breaks no call', async () => {
  const server = await startServer((_, response) => json(response, { ok: true }));
  const client = createClient({ baseUrl: server.url, http: { trace: () => undefined } });
  expect((await client.json(get)).data).toEqual({ ok: true });
});

test('the hook runs in the asynchronous context of its call, however long that waited', async () => {
  const server = await startServer((_, response) => json(response, { ok: true }));
  const storage = new AsyncLocalStorage<number>();
  const seen: unknown[] = [];
  const trace: TraceHook = ({ path }) => {
    seen.push([path, storage.getStore()]);
    return { end: () => seen.push([path, storage.getStore()]) };
  };
  const client = createClient({ baseUrl: server.url, http: { concurrency: 1, trace } });
  const calls = [1, 2, 3].map((number) =>
    storage.run(number, () => client.json({ ...get, path: `/${number}` })),
  );
  await Promise.all(calls);
  expect(seen).toEqual([1, 1, 2, 2, 3, 3].map((number) => [`/${number}`, number]));
});

test('neither hook is told a query, a header or a body', async () => {
  const server = await startServer((_, response) => json(response, { ok: 'planted' }, 400));
  const { trace, started, ended } = recorder();
  const logged: unknown[] = [];
  const client = createClient({
    baseUrl: server.url,
    headers: { 'x-header': 'planted' },
    authentication: { headers: () => ({ password: 'planted' }), secrets: () => ['planted'] },
    http: { trace, onRequest: (entry) => logged.push(entry) },
  });
  await failureOf(client.json({ ...get, method: 'PUT', body: { value: 'planted' } }));
  expect(started.length + ended.length + logged.length).toBe(3);
  expect(inspect([started, ended, logged], { depth: Number.POSITIVE_INFINITY })).not.toContain('planted');
});
