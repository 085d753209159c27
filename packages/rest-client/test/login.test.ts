import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { expect, test, vi } from 'vitest';
import { ApiError, type Authentication } from '../src/index.ts';
import { createClient, failureOf } from './test-client.ts';
import { json, startServer } from './test-server.ts';

const get = { method: 'GET', path: '/things', schema: v.unknown() } as const;
const password: Authentication = { headers: () => ({ password: 'hunter2' }), secrets: () => ['hunter2'] };

/** A login whose token can be renewed; each token is one number higher. */
function renewable(): Authentication & { renewals: number } {
  let current = { authorization: 'Bearer 1' };
  return {
    renewals: 0,
    headers: () => current,
    renew(refused) {
      if (refused === current) {
        this.renewals += 1;
        current = { authorization: `Bearer ${this.renewals + 1}` };
      }
      return true;
    },
    secrets: () => [],
  };
}

test('with a wrong password exactly one request is sent, however many calls are made', async () => {
  const server = await startServer((_, response) => json(response, {}, 401));
  const hints = { unauthorized: 'Check the password.' };
  const client = createClient({
    baseUrl: server.url,
    authentication: password,
    hints,
    http: { concurrency: 8 },
  });
  const failures = await Promise.all(Array.from({ length: 50 }, () => failureOf(client.json(get))));
  expect(server.requests).toHaveLength(1);
  for (const failure of failures) {
    expect(failure).toMatchObject({
      code: 'unauthorized',
      status: 401,
      message: 'SCM refused the login (401). Check the password.',
    });
  }
  await expect(client.json(get)).rejects.toThrow(expect.objectContaining({ code: 'unauthorized' }));
  expect(client.requestCount).toBe(1);
});

const fault = new TypeError('a bug');
const throws = () => {
  throw fault;
};
const invalid = expect.objectContaining({ code: 'invalid-argument' });

test.each<[string, object, unknown]>([
  ['secrets is async', { secrets: async () => ['hunter2'] }, invalid],
  ['secrets throws', { secrets: throws }, fault],
  ['renew is async', { renew: async () => true }, invalid],
  ['renew returns nothing', { renew: () => undefined }, invalid],
  ['renew throws', { renew: throws }, fault],
])('a wrong password is tried once, also where %s', async (_, part, expected) => {
  const server = await startServer((_, response) => json(response, {}, 401));
  const authentication = { ...password, ...part } as Authentication;
  const client = createClient({ baseUrl: server.url, authentication });
  const failures = await Promise.all(Array.from({ length: 20 }, () => failureOf(client.json(get))));
  for (let later = 0; later < 5; later += 1) failures.push(await failureOf(client.json(get)));
  for (const failure of failures) expect(failure).toEqual(expected);
  expect(server.requests).toHaveLength(1);
});

test('a wrong password is tried once, also where readRefusal throws', async () => {
  const server = await startServer((_, response) => json(response, {}, 401));
  const client = createClient({ baseUrl: server.url, authentication: password, readRefusal: throws });
  const failures = await Promise.all(Array.from({ length: 20 }, () => failureOf(client.json(get))));
  for (const failure of failures) expect(failure).toBe(fault);
  expect(server.requests).toHaveLength(1);
});

test('a login that is refused later ends the calls that wait, also those that wait for another attempt', async () => {
  let valid = true;
  const server = await startServer((request, response) => {
    if (request.url === '/fails') return json(response, {}, 500);
    if (!valid) return json(response, {}, 401);
    return json(response, {});
  });
  const client = createClient({ baseUrl: server.url, authentication: password, http: { concurrency: 2 } });
  await client.json(get);
  valid = false;
  const failing = failureOf(client.json({ ...get, path: '/fails' }));
  const failures = await Promise.all(Array.from({ length: 20 }, () => failureOf(client.json(get))));
  expect(failures.every((failure) => failure instanceof ApiError && failure.code === 'unauthorized')).toBe(
    true,
  );
  expect(await failing).toMatchObject({ code: 'unauthorized' });
  expect(server.requests.filter(({ url }) => url === '/things').length).toBeLessThanOrEqual(3);
});

test('a token that is refused is renewed once, and all calls go on', async () => {
  const server = await startServer((request, response) =>
    json(response, {}, request.headers.authorization === 'Bearer 2' ? 200 : 401),
  );
  const authentication = renewable();
  const client = createClient({ baseUrl: server.url, authentication });
  await Promise.all(Array.from({ length: 10 }, () => client.json(get)));
  expect(authentication.renewals).toBe(1);
  expect(server.requests).toHaveLength(11);
});

test('a token that is refused although it was renewed ends the client', async () => {
  const server = await startServer((_, response) => json(response, {}, 401));
  const authentication = renewable();
  const client = createClient({ baseUrl: server.url, authentication });
  await Promise.all(Array.from({ length: 10 }, () => failureOf(client.json(get))));
  expect(server.requests).toHaveLength(2);
});

test('a POST is sent again with a renewed token, since a refused one did nothing', async () => {
  const server = await startServer((request, response) =>
    json(response, {}, request.headers.authorization === 'Bearer 2' ? 200 : 401),
  );
  const client = createClient({ baseUrl: server.url, authentication: renewable() });
  await client.send({ method: 'POST', path: '/things', body: { a: 1 } });
  expect(server.requests.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}']);
});

test('a login that fails before anything is sent ends the client', async () => {
  const server = await startServer((_, response) => json(response, {}));
  const authentication: Authentication = {
    headers: () => Promise.reject(new ApiError('The token was refused.', { code: 'unauthorized' })),
    secrets: () => [],
  };
  const client = createClient({ baseUrl: server.url, authentication });
  await expect(client.json(get)).rejects.toThrow('The token was refused.');
  await expect(client.json(get)).rejects.toThrow('The token was refused.');
  expect(server.requests).toHaveLength(0);
});

test('a login that is out of reach for a moment does not end the client', async () => {
  const server = await startServer((_, response) => json(response, {}));
  let attempts = 0;
  const authentication: Authentication = {
    headers: async () => {
      attempts += 1;
      if (attempts === 1) throw new ApiError('No token now.', { code: 'unreachable', retryable: true });
      return {};
    },
    secrets: () => [],
  };
  const client = createClient({ baseUrl: server.url, authentication });
  await expect(client.json(get)).rejects.toThrow('No token now.');
  await client.json(get);
  expect(server.requests).toHaveLength(1);
});

test('until the login is accepted one request runs at a time, afterwards as many as allowed', async () => {
  const held: (() => void)[] = [];
  const server = await startServer((_, response) => {
    held.push(() => json(response, {}));
  });
  const client = createClient({ baseUrl: server.url, authentication: password, http: { concurrency: 4 } });
  const all = Promise.all(Array.from({ length: 12 }, () => client.json(get)));
  for (const count of [1, 4, 4, 3]) {
    await vi.waitUntil(() => held.length >= count, { timeout: 60_000 });
    // Time for one too many to show itself.
    await sleep(30);
    expect(held).toHaveLength(count);
    for (const respond of held.splice(0)) respond();
  }
  await all;
});

test('a redirect is not followed, so the login stays where it belongs', async () => {
  const other = await startServer((_, response) => json(response, {}));
  const server = await startServer((_, response) => {
    response.writeHead(302, { location: `${other.url}/login` }).end();
  });
  const client = createClient({ baseUrl: server.url, authentication: password });
  await expect(client.json(get)).rejects.toThrow(
    expect.objectContaining({ code: 'not-this-api', status: 302 }),
  );
  expect(other.requests).toHaveLength(0);
});
