import { expect, test } from 'vitest';
import type { ReadRefusal } from '../src/index.ts';
import { createClient, failureOf } from './test-client.ts';
import { json, startServer } from './test-server.ts';

const put = { method: 'PUT', path: '/values', body: { a: 1 }, idempotent: true } as const;

const readRefusal: ReadRefusal = (document) => {
  const { code, text } = (document ?? {}) as { code?: number; text?: string };
  return { apiCode: code, apiMessage: text };
};

test('a success that holds an error document is none, is reported in its words, and is not repeated', async () => {
  const server = await startServer((_, response) => json(response, { code: -7, text: 'Not Pa55word.' }));
  const client = createClient({ baseUrl: server.url, readRefusal });
  const failure = await failureOf(client.send({ ...put, sensitive: ['Pa55word'] }));
  expect(failure).toMatchObject({
    code: 'invalid-response',
    status: 200,
    apiCode: -7,
    message: 'SCM gave a success that holds an error (200, PUT /values): Not *** (-7).',
    retryable: false,
  });
  expect(failure).not.toHaveProperty('ownDocument');
  expect(server.requests).toHaveLength(1);
});

test.each(['', 'true', '{}', 'null', '{"id":1}', 'done'])('a success with %j is one', async (body) => {
  const server = await startServer((_, response) => response.writeHead(200).end(body));
  await createClient({ baseUrl: server.url, readRefusal }).send(put);
  expect(server.requests).toHaveLength(1);
});
