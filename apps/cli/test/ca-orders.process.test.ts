import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { goodSettings, startCa } from './ca-workplace.ts';
import { program, programEnv } from './program.ts';

const shiftClock = new URL('../../../chaos/shift-clock.mjs', import.meta.url).href;

type Ca = Awaited<ReturnType<typeof startCa>>;

/** Starts `ca enroll` as a process of its own, whose clock may be set to another time. */
function order(ca: Ca, { csr = 'www.corp.example.csr', clockMs = 0 } = {}, ...argv: readonly string[]) {
  const node = ['--import', shiftClock, program];
  const child = spawn(
    process.execPath,
    [...node, ...['ca', 'enroll', '--csr', csr, '--product', '1001', ...goodSettings, '--json', ...argv]],
    {
      cwd: ca.workplace.base,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...programEnv, CERTBRIDGE_TEST_CLOCK_SHIFT_MS: String(clockMs) },
    },
  );
  const result = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
    ([stdout, stderr, [code]]) => ({
      stdout,
      stderr,
      code: code as number | null,
      json: () => JSON.parse(stdout),
    }),
  );
  return { child, result };
}

/** Does something once when an order has arrived at SCM, or its response is about to be sent; SCM waits for it. */
function onOrder({ sandbox }: Ca, phase: 'arrived' | 'responding', work: () => Promise<unknown>): void {
  const ignore = sandbox.onRequest(async (event) => {
    if (event.operation !== 'enrollSsl' || event.phase !== phase) return;
    ignore();
    await work();
  });
}

function ordersOf({ sandbox }: Ca): number {
  return sandbox.requests.list().filter(({ operation }) => operation === 'enrollSsl').length;
}

async function startWithCsr() {
  const ca = await startCa();
  await ca.writeCsr('www.corp.example');
  return ca;
}

test.each([-3 * 86_400_000, -20_000, 3 * 86_400_000])(
  'an order whose process was killed is found with the clock set by %i ms, and is one order',
  async (clockMs) => {
    const ca = await startWithCsr();
    const killed = order(ca);
    onOrder(ca, 'responding', async () => {
      killed.child.kill('SIGKILL');
      await killed.result;
    });
    await killed.result;
    const before = ca.sandbox.scmState.size;
    const again = await order(ca, { clockMs }).result;
    expect(again.code).toBe(0);
    expect(again.json().request).toMatchObject({
      id: String(ca.sandbox.scmState.certificates().at(-1)?.sslId),
    });
    expect(ca.sandbox.scmState.size).toBe(before);
    expect(ordersOf(ca)).toBe(1);
  },
);

test('an order whose process was killed before SCM took it stays uncertain, at any time of the clock', async () => {
  const ca = await startWithCsr();
  const killed = order(ca);
  ca.sandbox.setKnobs({
    failures: [{ method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 }],
  });
  onOrder(ca, 'arrived', async () => {
    killed.child.kill('SIGKILL');
    await killed.result;
  });
  await killed.result;
  for (const clockMs of [0, -20_000, 3 * 86_400_000]) {
    const again = await order(ca, { clockMs }).result;
    expect(again.code).toBe(4);
    expect(again.json().problems[0].message).toContain('not known whether SCM has it');
  }
  expect(ordersOf(ca)).toBe(1);
  expect((await order(ca, {}, '--again').result).code).toBe(0);
  expect(ordersOf(ca)).toBe(2);
});

// On Windows every signal kills.
test.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGINT'] as const)(
  '%s while SCM does not respond to an order ends it, says that it may be placed, and the same action finds it',
  async (signal) => {
    const ca = await startWithCsr();
    const first = order(ca);
    onOrder(ca, 'responding', async () => {
      first.child.kill(signal);
      // SCM responds only after the process has ended by itself.
      await first.result;
    });
    const interrupted = await first.result;
    expect(interrupted.code).toBe(130);
    expect(interrupted.json().problems[0]).toMatchObject({
      message: expect.stringMatching(/was on its way when it was interrupted.*not known whether SCM has it/),
      remedy: expect.stringContaining('ca pending'),
    });
    const again = await order(ca).result;
    expect(again.code).toBe(0);
    expect(again.json().request.status).toBe('issued');
    expect(ordersOf(ca)).toBe(1);
  },
);

test('a second process while SCM holds the response back orders nothing, and says what is known', async () => {
  const ca = await startWithCsr();
  const first = order(ca);
  let second: Awaited<ReturnType<typeof order>['result']> | undefined;
  onOrder(ca, 'arrived', async () => {
    // The order has no effect yet, so that SCM does not show it.
    second = await order(ca).result;
  });
  expect((await first.result).code).toBe(0);
  expect(second?.code).toBe(4);
  expect(second?.json().problems[0].message).toContain('The same order is under way, or was interrupted');
  expect(ordersOf(ca)).toBe(1);
});

test('processes with the same action at the same moment place one order, and none comes back with another request', async () => {
  const ca = await startWithCsr();
  const results = await Promise.all([1, 2, 3].map(() => order(ca).result));
  const ids = new Set<string>();
  for (const result of results) {
    expect([0, 4]).toContain(result.code);
    if (result.code === 0) ids.add(result.json().request.id);
  }
  expect(ids.size).toBe(1);
  expect(ordersOf(ca)).toBe(1);
  const later = await order(ca).result;
  expect([...ids]).toEqual([later.json().request.id]);
  expect(ordersOf(ca)).toBe(1);
});
