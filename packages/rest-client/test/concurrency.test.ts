import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { createClient } from './test-client.ts';
import { json, startServer } from './test-server.ts';

const get = { method: 'GET', path: '/things', schema: v.unknown() } as const;

/** A server that takes its time and notes how many requests are under way. */
async function startSlowServer() {
  const running = { now: 0, most: 0 };
  const server = await startServer(async (_, response) => {
    running.now += 1;
    running.most = Math.max(running.most, running.now);
    await sleep(10);
    running.now -= 1;
    json(response, {});
  });
  return { ...server, running };
}

test('no more requests run at one time than the concurrency allows', async () => {
  const server = await startSlowServer();
  const client = createClient({ baseUrl: server.url, http: { concurrency: 3 } });
  await Promise.all(Array.from({ length: 20 }, () => client.json(get)));
  expect(server.running.most).toBe(3);
  expect(client.requestCount).toBe(20);
});

test('a hundred calls may share one signal without a warning', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  const server = await startSlowServer();
  const client = createClient({ baseUrl: server.url, http: { concurrency: 50 } });
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: 100 }, () => client.json({ ...get, signal })));
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});

test.each([429, 503])('after %d with Retry-After the whole client waits, not one request', async (status) => {
  let refusedAt = 0;
  const tooEarly: number[] = [];
  const server = await startServer((_, response, count) => {
    const elapsed = performance.now() - refusedAt;
    if (count === 1) {
      refusedAt = performance.now();
      return json(response, {}, status, { 'retry-after': '1' });
    }
    // Timers and clocks of two parties may differ by a little.
    if (elapsed < 950) tooEarly.push(elapsed);
    return json(response, {});
  });
  const client = createClient({ baseUrl: server.url, http: { concurrency: 1 } });
  await Promise.all(Array.from({ length: 5 }, () => client.json(get)));
  expect(tooEarly).toEqual([]);
  expect(server.requests).toHaveLength(6);
});

test('a wait that the server demands is cut to the cap', async () => {
  const server = await startServer((_, response, count) =>
    json(response, {}, count === 1 ? 429 : 200, { 'retry-after': '3600' }),
  );
  const client = createClient({ baseUrl: server.url, http: { maxRetryAfterMs: 10 } });
  await client.json(get);
  expect(server.requests).toHaveLength(2);
});

test('Retry-After may be a date', async () => {
  const server = await startServer((_, response, count) => {
    const date = new Date(Date.now() + 1000).toUTCString();
    json(response, {}, count === 1 ? 429 : 200, { 'retry-after': date });
  });
  const client = createClient({ baseUrl: server.url });
  await client.json(get);
  expect(server.requests).toHaveLength(2);
});

test('a server that serves few requests a second gets all of them through', async () => {
  const perWindow = 4;
  let windowStart = 0;
  let served = 0;
  const server = await startServer((_, response) => {
    const now = performance.now();
    if (now - windowStart >= 200) {
      windowStart = now;
      served = 0;
    }
    served += 1;
    if (served > perWindow) return json(response, {}, 429, { 'retry-after': '0.2' });
    return json(response, {});
  });
  const client = createClient({ baseUrl: server.url, http: { concurrency: 16 } });
  const results = await Promise.allSettled(Array.from({ length: 40 }, () => client.json(get)));
  expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
});

test('a round of 503 without Retry-After halves the concurrency once', async () => {
  const refused: (() => void)[] = [];
  let running = 0;
  const runningAtAnswer: number[] = [];
  const server = await startServer(async (_, response, count) => {
    if (count <= 16) {
      refused.push(() => json(response, {}, 503));
      if (count === 16) for (const refuse of refused) refuse();
      return;
    }
    running += 1;
    await sleep(100);
    runningAtAnswer.push(running);
    running -= 1;
    json(response, {});
  });
  const client = createClient({ baseUrl: server.url, http: { concurrency: 16 } });
  await Promise.all(Array.from({ length: 60 }, () => client.json(get)));
  expect(runningAtAnswer[0]).toBe(8);
});

test('a server that grows slow under load gets fewer requests at one time, and all of them when it is well again', async () => {
  const running = { now: 0, atArrival: [] as number[] };
  const server = await startServer(async (_, response, count) => {
    running.now += 1;
    running.atArrival.push(running.now);
    const overloaded = count > 100 && count <= 400;
    await sleep(20 * (overloaded ? Math.max(1, running.now / 4) ** 2 : 1));
    running.now -= 1;
    json(response, {});
  });
  const client = createClient({ baseUrl: server.url, http: { concurrency: 16 } });
  await Promise.all(Array.from({ length: 900 }, () => client.json(get)));
  const mostOf = (from: number, to: number) => Math.max(...running.atArrival.slice(from, to));
  expect(mostOf(0, 100)).toBe(16);
  expect(mostOf(250, 400)).toBeLessThan(16);
  expect(mostOf(600, 900)).toBe(16);
});
