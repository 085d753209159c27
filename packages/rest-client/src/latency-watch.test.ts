import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { LatencyWatch, requestKind } from './latency-watch.ts';
import { path } from './path.ts';
import { RequestQueue } from './request-queue.ts';

const kind = 'GET /things/{}';

/** A watch with rounds of 17 responses, and a clock for it. */
function setUp() {
  const watch = new LatencyWatch({ concurrency: 8 });
  let now = 0;
  /** Notes responses that come one after the other, every 5 ms, with these durations. */
  const feed = (durations: readonly number[], of = kind) =>
    durations.map((durationMs) => {
      now += 5;
      return watch.note({ kind: of, durationMs, now });
    });
  return {
    feed,
    /** Lets what was under way come in, so that responses count whose requests start now. */
    wait: (ms: number) => {
      now += ms;
    },
  };
}

const round = (durationMs: number, responses = 17) => Array.from({ length: responses }, () => durationMs);
const slowRounds = (verdicts: readonly string[]) =>
  verdicts.filter((verdict) => verdict === 'slow-round').length;

test.each([
  [40, 89, 0],
  [40, 90, 1],
  [200, 399, 0],
  [200, 400, 1],
  [1, 50, 0],
  [1, 51, 1],
])('where %d ms are usual, a round of %d ms is slow %d times', (usual, then, times) => {
  const { feed } = setUp();
  feed(round(usual));
  expect(slowRounds(feed(round(then)))).toBe(times);
});

test('a slow round shows at its last response, and each response before it is slow', () => {
  const { feed } = setUp();
  feed(round(40));
  expect(feed(round(200, 18))).toEqual([...round(200, 16).map(() => 'slow'), 'slow-round', 'slow']);
});

test('the first round is never slow, and the first requests over new connections set no measure', () => {
  const { feed } = setUp();
  expect(new Set(feed([...round(900, 8), ...round(40, 9)]))).toEqual(new Set(['usual']));
  expect(slowRounds(feed(round(90)))).toBe(1);
});

test.each([
  [12, 0],
  [13, 1],
])('with %d of 17 responses slow the round is slow %d times', (slow, times) => {
  const { feed } = setUp();
  feed(round(40));
  expect(slowRounds(feed([...round(400, slow), ...round(40, 17 - slow)]))).toBe(times);
});

test('a pause of this process, which delays everything that is under way, counts for nothing', () => {
  const { feed } = setUp();
  feed(round(40));
  expect(slowRounds(feed([...round(40, 5), ...round(800, 8), ...round(40, 30)]))).toBe(0);
});

test('requests of another kind may take as long as they like', () => {
  const { feed } = setUp();
  feed(round(40));
  expect(slowRounds(feed(round(4000), 'GET /report'))).toBe(0);
  expect(slowRounds(feed(round(40)))).toBe(0);
});

test('after a slow round nothing counts that was under way, whatever its kind', () => {
  const { feed, wait } = setUp();
  feed(round(40));
  feed(round(40), 'GET /others');
  expect(slowRounds(feed(round(400)))).toBe(1);
  // Asked less than 400 ms ago, so before the round ended.
  expect(slowRounds(feed(round(400)))).toBe(0);
  expect(slowRounds(feed(round(400), 'GET /others'))).toBe(0);
  wait(400);
  expect(slowRounds(feed(round(400)))).toBe(1);
});

test.each([
  [1, 16],
  [8, 17],
  [16, 33],
])('for %d requests at one time a round has %d responses', (concurrency, responses) => {
  const watch = new LatencyWatch({ concurrency });
  const verdicts = [...round(1, responses), ...round(400, responses)].map((durationMs, index) =>
    watch.note({ kind, durationMs, now: index }),
  );
  expect(verdicts.indexOf('slow-round')).toBe(2 * responses - 1);
});

test('where a server stays slower for good, that becomes usual within about half a minute', () => {
  const { feed, wait } = setUp();
  feed(round(40));
  let elapsed = 0;
  let last = 0;
  while (elapsed < 120_000) {
    // One request at a time, as after several halvings.
    wait(17 * 400);
    elapsed += 17 * 400;
    if (slowRounds(feed(round(400))) > 0) last = elapsed;
  }
  expect(last).toBeGreaterThan(10_000);
  expect(last).toBeLessThan(40_000);
});

test('a server at ease again is measured by that after a few rounds', () => {
  const { feed } = setUp();
  feed(round(400));
  for (let rounds = 0; rounds < 6; rounds += 1) feed(round(40));
  expect(slowRounds(feed(round(100)))).toBe(1);
});

test('responses that vary by 30 % around 40 ms are never slow', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 28, max: 52, noNaN: true }), { minLength: 100, maxLength: 1000 }),
      (durations) => {
        expect(new Set(setUp().feed(durations))).toEqual(new Set(['usual']));
      },
    ),
  );
});

test('two sizes of responses, mixed evenly, make hardly a slow round', () => {
  const { feed } = setUp();
  // Drawn by a fixed generator, so that the outcome is always the same.
  let state = 1;
  const durations = Array.from({ length: 17_000 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state % 2 === 0 ? 40 : 200;
  });
  expect(slowRounds(feed(durations))).toBeLessThan(20);
});

/** Sends requests through a queue for as long as told, and returns the requests under way at each response, with its time. */
async function simulate({ seconds, latency }: { seconds: number; latency: (now: number) => number }) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const queue = new RequestQueue({ concurrency: 16 });
  const watch = new LatencyWatch({ concurrency: 16 });
  const begin = performance.now();
  const responses: { at: number; running: number }[] = [];
  let running = 0;
  let order = 0;
  const work = async () => {
    while (performance.now() < begin + seconds * 1000) {
      await queue.enter(order++);
      running += 1;
      const startedAt = performance.now();
      await new Promise((resolve) => setTimeout(resolve, latency(startedAt - begin)));
      const now = performance.now();
      responses.push({ at: (now - begin) / 1000, running });
      const verdict = watch.note({ kind, durationMs: now - startedAt, now });
      if (verdict === 'usual') queue.speedUp();
      if (verdict === 'slow-round') queue.slowDown(0, startedAt);
      running -= 1;
      queue.leave();
    }
  };
  const all = Promise.all(Array.from({ length: 20 }, work));
  await vi.runAllTimersAsync();
  await all;
  const between = (from: number, to: number) =>
    responses.filter(({ at }) => at >= from && at < to).map(({ running }) => running);
  return { between };
}

test('with steady responses as many run as the setting allows, all the time', async () => {
  let call = 0;
  // Evenly spread from 28 to 52 ms.
  const { between } = await simulate({ seconds: 20, latency: () => 28 + ((call++ * 7) % 25) });
  expect(Math.max(...between(0, 21))).toBe(16);
  expect(Math.min(...between(1, 19))).toBe(16);
});

test('a server that stays ten times slower gets one request at a time, and after a while as many as before', async () => {
  const { between } = await simulate({ seconds: 150, latency: (now) => (now < 10_000 ? 40 : 400) });
  expect(Math.min(...between(1, 10))).toBe(16);
  expect(Math.max(...between(24, 28))).toBe(1);
  expect(Math.max(...between(100, 149))).toBe(16);
});

test.each([
  ['/api/ssl/v1', 'GET /api/ssl/v1'],
  [path`/api/ssl/v1/${4711}`, 'GET /api/ssl/v1/{}'],
  [path`/api/ssl/v1/collect/${4711}`, 'GET /api/ssl/v1/collect/{}'],
  [path`/api/ssl/v2/renew/${'0A:B3'}`, 'GET /api/ssl/v2/renew/{}'],
  [path`/api/person/v1/id/byEmail/${'ann@corp.example'}`, 'GET /api/person/v1/id/byEmail/{}'],
  [path`/api/dcv/v1/validation/${'corp.example'}/status`, 'GET /api/dcv/v1/validation/{}/status'],
  ['/Certificates', 'GET /Certificates'],
  [path`/Certificates/${12}/Metadata`, 'GET /Certificates/{}/Metadata'],
])('the kind of %s is %s', (path, kind) => {
  expect(requestKind({ method: 'GET', path })).toBe(kind);
});

test('the method tells kinds apart', () => {
  expect(requestKind({ method: 'PUT', path: '/things/1' })).not.toBe(
    requestKind({ method: 'GET', path: '/things/1' }),
  );
});
