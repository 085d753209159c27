import { once } from 'node:events';
import { connect } from 'node:tls';
import { configure, type LogRecord, reset } from '@logtape/logtape';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accessBy } from '../src/access/access-by.ts';
import { createGateway } from '../src/create-gateway.ts';
import { everything } from './support/ejbca-server.ts';
import { api } from './support/ejbca-world.ts';
import { createMemoryHost } from './support/memory-host.ts';
import { type ServedApp, send, serveApp } from './support/serve-app.ts';
import { createTestAuthority } from './support/test-authority.ts';

const records: LogRecord[] = [];
let served: ServedApp;
let ca: string;
/** Called when the app gets a request, as far as its head. */
let arrived = () => {};

beforeEach(async () => {
  records.length = 0;
  await configure({
    reset: true,
    sinks: { kept: (record) => records.push(record) },
    loggers: [
      { category: 'certbridge', sinks: ['kept'], lowestLevel: 'debug' },
      { category: ['logtape', 'meta'], sinks: [], lowestLevel: 'error' },
    ],
  });
  const authority = await createTestAuthority('Test TLS CA');
  ca = authority.certificate;
  const host = createMemoryHost([]);
  const certificates = {
    ...host.certificates,
    count: () =>
      Promise.reject(Object.assign(new RangeError('the row is\nno number'), { secret: 'planted' })),
  };
  const { app } = createGateway({
    host: { ...host, certificates },
    access: accessBy(() => everything),
    settings: { bodyLimit: 20_000 },
  });
  const fetch: typeof app.fetch = (...received) => {
    arrived();
    return app.fetch(...received);
  };
  served = await serveApp({ fetch }, { server: await authority.server(), clientAuthorities: [ca] });
});
afterEach(async () => {
  await served.close();
  await reset();
});

test('the log says what a request failed of and where, and the response does not', async () => {
  const { status, body } = await send(`${served.url}${api}/v2/certificate/count`, { ca });
  expect(status).toBe(500);
  expect(body).not.toContain('row');
  const [record] = records.filter(({ level }) => level === 'error');
  expect(record?.message.join('')).toBe('A request failed: RangeError: the row is\\nno number');
  expect(record?.properties).toMatchObject({
    errorName: 'RangeError',
    errorMessage: 'the row is\\nno number',
    errorStack: expect.stringMatching(/^at .*failures\.test\.ts/),
    requestId: expect.any(String),
  });
  expect(record?.properties).not.toHaveProperty('message');
  expect(JSON.stringify(records)).not.toContain('planted');
});

test.each([
  ['with a length', 'Content-Length: 1000', '{"a":'],
  ['in chunks', 'Transfer-Encoding: chunked', '5\r\n{"a":\r\n'],
])('a client that breaks off its body %s is not an error of the gateway', async (_, header, part) => {
  for (const [path, type] of [
    [`${api}/v1/certificate/search`, 'application/json'],
    ['/.well-known/est/any/simpleenroll', 'application/pkcs10'],
  ]) {
    records.length = 0;
    const { hostname, port } = new URL(served.url);
    const socket = connect({ host: hostname, port: Number(port), ca });
    await once(socket, 'secureConnect');
    const head = [`POST ${path} HTTP/1.1`, 'Host: gateway', `Content-Type: ${type}`, header];
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    socket.write(`${head.join('\r\n')}\r\n\r\n${part}`);
    await arrival;
    socket.destroy();
    while (!records.some(({ category }) => category.includes('request'))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(records.filter(({ level }) => level === 'error' || level === 'warning')).toEqual([]);
  }
});
