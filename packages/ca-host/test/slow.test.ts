import type { Sandbox } from '@certbridge/sandbox';
import { configure, type LogRecord, reset } from '@logtape/logtape';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OrderOutcome } from '../src/index.ts';
import { type Hosted, hosted, issued, profile, takeOrders } from './support/hosted.ts';
import { makeCsr } from './support/make-csr.ts';

/** What SCM takes for each response; far more than whoever asks waits. */
const slow = { latencyMs: 1500 };
const impatient = { waitMs: 1, responseMs: 1 };
const waitMs = 20_000;
const logged: LogRecord[] = [];

beforeEach(() =>
  configure({
    reset: true,
    sinks: { kept: (record) => void logged.push(record) },
    loggers: [
      { category: ['certbridge', 'ca-host'], sinks: ['kept'], lowestLevel: 'info' },
      { category: ['logtape', 'meta'], sinks: [] },
    ],
  }),
);
afterEach(async () => {
  logged.length = 0;
  await reset();
});

const requestFor = (name: string) => ({ profile, userName: 'anna', csr: makeCsr(name).der });

/** Waits until what went on without its requester has finished. */
const ended = () =>
  expect
    .poll(
      () => logged.find(({ rawMessage }) => String(rawMessage).includes('SCM has responded to'))?.properties,
      {
        timeout: 60_000,
      },
    )
    .toBeDefined();

async function withLists(): Promise<Hosted> {
  const made = await hosted();
  await made.ca.profiles();
  return made;
}

test('a new order returns in time, and goes on: the same request collects the certificate', async () => {
  const { ca, sandbox } = await withLists();
  sandbox.setKnobs(slow);
  const request = requestFor('www.corp.example');
  expect(await ca.order(request, impatient)).toMatchObject({ state: 'unavailable', maybeOrdered: true });
  expect(await ca.order(request, impatient)).toMatchObject({ state: 'unavailable', maybeOrdered: true });
  await ended();
  sandbox.setKnobs({ latencyMs: 0 });
  issued(await ca.order(request, { waitMs }));
  expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
});

test('an order for a profile that nobody has read yet returns in time, too', async () => {
  const { ca, sandbox } = await hosted();
  sandbox.setKnobs(slow);
  expect(await ca.order(requestFor('www.corp.example'), impatient)).toMatchObject({ state: 'unavailable' });
  sandbox.setKnobs({ latencyMs: 0 });
});

describe.each([
  [500, 'HTTP 500'],
  [429, 'HTTP 429'],
  ['html', 'HTTP 502'],
] as const)('what ends in time says what SCM responds (%s)', (response, said) => {
  const why = expect.stringContaining(`its last response was ${said}, to `);

  test('an order', async () => {
    const { ca, sandbox } = await hosted({ http: { retries: 100 } });
    await ca.profiles();
    sandbox.setKnobs({ failures: [{ system: 'scm', response }] });
    const order = { waitMs: 60_000, responseMs: 1500 };
    expect(await ca.order(requestFor('www.corp.example'), order)).toMatchObject({
      state: 'unavailable',
      reason: why,
    });
    sandbox.setKnobs({ failures: [] });
  });

  test('a revocation', async () => {
    const { ca, sandbox } = await hosted({ http: { retries: 100 } });
    const certificate = issued(await ca.order(requestFor('api.corp.example'), { waitMs }));
    sandbox.setKnobs({ failures: [{ system: 'scm', response }] });
    const requester = new AbortController();
    const arrived = new Set<string>();
    sandbox.onRequest(({ phase, operation }) => {
      if (phase !== 'arrived' || operation === undefined) return;
      // It is repeated because its response is there.
      if (arrived.has(operation)) requester.abort(new DOMException('', 'TimeoutError'));
      arrived.add(operation);
    });
    const revoked = await ca.revoke(certificate, { reason: 4, signal: requester.signal });
    expect(revoked).toMatchObject({ state: 'unavailable', reason: why });
    sandbox.setKnobs({ failures: [] });
  });
});

test('an order that waits, or is issued, returns in time as it was last seen', async () => {
  const { ca, sandbox } = await withLists();
  const request = requestFor('www.corp.example');
  const certificate = issued(await ca.order(request, { waitMs }));
  sandbox.setSwitches({ approval: 'manual' });
  const other = requestFor('api.corp.example');
  const waiting = (await ca.order(other, { waitMs: 0 })) as { requestId: string };
  sandbox.setKnobs(slow);
  expect(await ca.order(request, impatient)).toMatchObject({ state: 'issued', certificate });
  const { requestId } = waiting;
  expect(await ca.order(other, impatient)).toMatchObject({ state: 'waiting', requestId });
  sandbox.setKnobs({ latencyMs: 0 });
  expect(issued(await ca.order(request, { waitMs }))).toMatchObject({ sha256: certificate.sha256 });
});

test('a certificate that the store has is not waited for as long as an order may take', async () => {
  const { ca, sandbox } = await withLists();
  const request = requestFor('www.corp.example');
  const certificate = issued(await ca.order(request, { waitMs }));
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  sandbox.onRequest(() => released);
  const outcome = await ca.order(request, { waitMs: 600_000, responseMs: 600_000 });
  expect(outcome).toMatchObject({ state: 'issued', certificate, isRepeated: true });
  release();
  await ended();
});

/** Revokes as somebody does who uses SCM itself. */
async function revokeAtScm({ scm }: Sandbox, requestId: string): Promise<void> {
  const { url, customerUri, login, password } = scm;
  const { status } = await fetch(new URL(`api/ssl/v1/revoke/${requestId}`, url), {
    method: 'POST',
    headers: { customerUri, login, password, 'content-type': 'application/json' },
    body: JSON.stringify({ reasonCode: '4', reason: 'superseded' }),
  });
  if (status !== 204) throw new Error(`SCM has not revoked it: ${status}`);
}

/** Holds requests of a kind at the sandbox until they are released. */
function hold(sandbox: Sandbox, isHeld: (operation: string | null) => boolean) {
  let resolve = () => {};
  const promise = new Promise<void>((released) => {
    resolve = released;
  });
  let count = 0;
  const stop = sandbox.onRequest(({ operation, phase }) => {
    if (phase !== 'arrived' || !isHeld(operation)) return undefined;
    count += 1;
    return promise;
  });
  const release = () => {
    stop();
    resolve();
  };
  return { release, count: () => count };
}

describe('an order whose certificate was revoked at SCM', () => {
  const inTime = { waitMs, responseMs: 600_000 };
  async function withRevoked() {
    const made = await withLists();
    const request = requestFor('www.corp.example');
    const certificate = issued(await made.ca.order(request, { waitMs }));
    await revokeAtScm(made.sandbox, certificate.requestId);
    takeOrders(made.sandbox);
    return { ...made, request, certificate };
  }

  test('is no new one for a requester who got the certificate before SCM told so, and is one afterwards', async () => {
    const { ca, sandbox, request, certificate } = await withRevoked();
    const { release } = hold(sandbox, () => true);
    const late: OrderOutcome[] = [];
    const options = { ...inTime, onLate: (outcome: OrderOutcome) => void late.push(outcome) };
    expect(await ca.order(request, options)).toMatchObject({ state: 'issued', certificate });
    release();
    await expect
      .poll(() => JSON.stringify(logged.map(({ properties }) => properties)), { timeout: 60_000 })
      .toContain('nothing was ordered');
    expect(takeOrders(sandbox)).toEqual([]);
    expect(late).toEqual([]);
    const next = issued(await ca.order(request, { waitMs }));
    expect(next.serialNumber).not.toBe(certificate.serialNumber);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('does not return it once SCM has told so, and the requester is told of the new one that goes on', async () => {
    const { ca, database, sandbox, request, certificate } = await withRevoked();
    const { ca: name, requestId } = certificate;
    const { release, count } = hold(sandbox, (operation) => operation !== 'getSsl');
    const late: OrderOutcome[] = [];
    const options = { waitMs, responseMs: 1, onLate: (outcome: OrderOutcome) => void late.push(outcome) };
    const left = ca.order(request, { waitMs });
    await expect.poll(count, { timeout: 60_000 }).toBeGreaterThan(0);
    expect(database.certificates.ofRequest(name, requestId)?.revocation).not.toBeNull();
    expect(await ca.order(request, options)).toMatchObject({ state: 'unavailable', maybeOrdered: true });
    release();
    const { serialNumber } = issued(await left);
    await expect.poll(() => late, { timeout: 60_000 }).toMatchObject([{ certificate: { serialNumber } }]);
    expect(serialNumber).not.toBe(certificate.serialNumber);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });
});

test('a certificate stays issued in the store when its requester leaves before SCM has responded', async () => {
  const { ca, sandbox } = await withLists();
  const request = requestFor('www.corp.example');
  issued(await ca.order(request, { waitMs }));
  sandbox.requests.clear();
  sandbox.setKnobs(slow);
  const leaving = new AbortController();
  const left = ca.order(request, { waitMs, signal: leaving.signal });
  await expect.poll(() => sandbox.requests.list().length, { timeout: 60_000 }).toBeGreaterThan(0);
  leaving.abort();
  await left;
  sandbox.setKnobs({ latencyMs: 0 });
  expect(ca.state().waiting).toBe(0);
});

test('an order that goes on is recorded at the end of the host', async () => {
  const first = await withLists();
  const { sandbox, file } = first;
  const request = requestFor('www.corp.example');
  // Not its first call, for which the end of the host would not wait.
  issued(await first.ca.order(requestFor('api.corp.example'), { waitMs }));
  takeOrders(sandbox);
  sandbox.setKnobs(slow);
  await first.ca.order(request, impatient);
  await expect.poll(() => sandbox.requests.list().length, { timeout: 60_000 }).toBeGreaterThan(0);
  await first.stop();
  sandbox.setKnobs({ latencyMs: 0 });
  const second = await hosted({ sandbox, file });
  issued(await second.ca.order(request, { waitMs }));
  expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
});

test('a revocation returns in time, and goes on', async () => {
  const { ca, sandbox } = await withLists();
  const certificate = issued(await ca.order(requestFor('www.corp.example'), { waitMs }));
  sandbox.setKnobs(slow);
  const revoke = () => ca.revoke(certificate, { reason: 4, signal: AbortSignal.timeout(1) });
  expect(await revoke()).toMatchObject({ state: 'unavailable', reason: expect.stringContaining('SCM') });
  expect(await revoke()).toMatchObject({ state: 'unavailable' });
  await ended();
  const again = await ca.revoke(certificate, { reason: 4 });
  expect(again).toMatchObject({ state: 'revoked', certificate: { revocation: { reason: 4 } } });
  expect(await ca.revoke(certificate, { reason: 4 })).toMatchObject({ state: 'already-revoked' });
  const revocations = sandbox.requests.list().filter(({ operation }) => /revoke/i.test(operation));
  expect(revocations).toHaveLength(1);
});

test('profiles and chains that SCM does not give out in time are unavailable', async () => {
  const { ca, sandbox } = await hosted();
  const { issuer } = issued(await ca.order(requestFor('www.corp.example'), { waitMs }));
  const other = await hosted({ name: 'Another', sandbox });
  sandbox.setKnobs(slow);
  const late = { code: 'unavailable', message: expect.stringContaining('in the time') };
  await expect(other.ca.profiles({ signal: AbortSignal.timeout(1) })).rejects.toMatchObject(late);
  await expect(ca.chainOf(issuer, { signal: AbortSignal.timeout(1) })).rejects.toMatchObject(late);
  sandbox.setKnobs({ latencyMs: 0 });
});

test('a chain is waited for shortly after SCM has not responded, until it does', async () => {
  const { ca, sandbox } = await hosted();
  const { issuer } = issued(await ca.order(requestFor('www.corp.example'), { waitMs }));
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  sandbox.onRequest(() => released);
  const late = { code: 'unavailable', message: expect.stringContaining('in the time') };
  await expect(ca.chainOf(issuer, { signal: AbortSignal.timeout(1) })).rejects.toMatchObject(late);
  // It would wait for ever.
  await expect(ca.chainOf(issuer)).rejects.toMatchObject(late);
  release();
  await expect.poll(() => ca.chainOf(issuer), { timeout: 60_000 }).toHaveLength(2);
});

const messages = () => logged.map(({ rawMessage }) => String(rawMessage));

test('SCM is not said to have responded to an order or a revocation where it has not', async () => {
  const { ca, sandbox } = await withLists();
  const certificate = issued(await ca.order(requestFor('www.corp.example'), { waitMs }));
  sandbox.setKnobs({ latencyMs: 300, failures: [{ response: 'drop' }] });
  const left = { signal: AbortSignal.timeout(1) };
  expect(await ca.order(requestFor('api.corp.example'), impatient)).toMatchObject({ state: 'unavailable' });
  expect(await ca.revoke(certificate, { reason: 4, ...left })).toMatchObject({ state: 'unavailable' });
  for (const what of ['An order', 'A revocation']) {
    const line = `${what} ended after its requester got a response: {state}: {reason}`;
    await expect.poll(messages, { timeout: 60_000 }).toContain(line);
  }
  expect(messages().filter((message) => message.startsWith('SCM has responded'))).toEqual([]);
});

test('a list of products that is cut off by the end of the host is no outage', async () => {
  const { sandbox, file, stop } = await withLists();
  await stop();
  const next = await hosted({ sandbox, file });
  sandbox.setKnobs(slow);
  const listed = next.ca.profiles();
  await next.stop();
  expect(await listed).not.toEqual([]);
  expect(messages().filter((message) => message.includes("can't be read"))).toEqual([]);
});
