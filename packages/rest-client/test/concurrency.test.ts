import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { expect, test, vi } from 'vitest';
import { createClient } from './test-client.ts';
import { json, startServer } from './test-server.ts';

const get = { method: 'GET', path: '/things', schema: v.unknown() } as const;

test('no more requests run at one time than the concurrency allows', async () => {
  const held: (() => void)[] = [];
  const server = await startServer((_, response) => {
    held.push(() => json(response, {}));
  });
  const client = createClient({ baseUrl: server.url, http: { concurrency: 3 } });
  const all = Promise.all(Array.from({ length: 20 }, () => client.json(get)));
  for (const count of [3, 3, 3, 3, 3, 3, 2]) {
    await vi.waitUntil(() => held.length >= count, { timeout: 60_000 });
    // Time for one too many to show itself.
    await sleep(20);
    expect(held).toHaveLength(count);
    for (const respond of held.splice(0)) respond();
  }
  await all;
  expect(client.requestCount).toBe(20);
});

test('a hundred calls may share one signal without a warning', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  const server = await startServer(async (_, response) => {
    await sleep(10);
    json(response, {});
  });
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
  const held: (() => void)[] = [];
  let most = 0;
  const server = await startServer(async (_, response, count) => {
    if (count <= 16) {
      refused.push(() => json(response, {}, 503));
      if (count === 16) for (const refuse of refused) refuse();
      return;
    }
    held.push(() => json(response, {}));
    if (held.length === 8 && most === 0) {
      // Time for one too many to show itself.
      await sleep(100);
      most = held.length;
    }
  });
  const client = createClient({ baseUrl: server.url, http: { concurrency: 16 } });
  const all = Promise.all(Array.from({ length: 60 }, () => client.json(get)));
  await vi.waitUntil(() => most > 0, { timeout: 60_000 });
  const responding = setInterval(() => {
    for (const respond of held.splice(0)) respond();
  }, 5);
  await all;
  clearInterval(responding);
  expect(most).toBe(8);
});

test('a server that grows slow under load gets fewer requests at one time, and all of them when it is well again', async () => {
  // Each phase lasts until the client has done what it should: how soon it does depends on the machine.
  let phase: 'well' | 'overloaded' | 'well again' | 'over' = 'well';
  const running = { now: 0, last: [] as number[] };
  const server = await startServer(async (_, response, count) => {
    running.now += 1;
    running.last = [...running.last.slice(-31), running.now];
    const most = Math.max(...running.last);
    if (phase === 'well' && count > 100 && most === 16) phase = 'overloaded';
    if (phase === 'overloaded' && most <= 10) phase = 'well again';
    if (phase === 'well again' && most === 16) phase = 'over';
    await sleep(phase === 'overloaded' ? 20 * Math.max(1, running.now / 4) ** 2 : 20);
    running.now -= 1;
    json(response, {});
  });
  const client = createClient({ baseUrl: server.url, http: { concurrency: 16 } });
  const work = async () => {
    while (phase !== 'over') await client.json(get);
  };
  await Promise.all(Array.from({ length: 40 }, work));
  expect(phase).toBe('over');
});
