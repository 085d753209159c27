import { configure, type LogRecord, reset } from '@logtape/logtape';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hosted, issued, profile, takeOrders } from './support/hosted.ts';
import { makeCsr } from './support/make-csr.ts';

const waitMs = 20_000;
const logged: LogRecord[] = [];

beforeEach(() =>
  configure({
    reset: true,
    sinks: { kept: (record) => void logged.push(record) },
    loggers: [
      { category: ['certbridge', 'ca-host'], sinks: ['kept'] },
      { category: ['logtape', 'meta'], sinks: [] },
    ],
  }),
);
afterEach(async () => {
  logged.length = 0;
  await reset();
});

const requestFor = (name: string) => ({ profile, userName: 'anna', csr: makeCsr(name).der });
const levels = () => logged.map(({ level }) => level);
const unauthorized = { system: 'scm', response: 401, times: 1 } as const;

test('one stray 401 is over as soon as the login is accepted again, without any scan', async () => {
  const { ca, sandbox } = await hosted({ loginPauseMs: 0 });
  sandbox.setKnobs({ failures: [unauthorized] });
  const request = requestFor('www.corp.example');
  expect(await ca.order(request, { waitMs })).toMatchObject({ state: 'unavailable' });
  expect(ca.state().isLoginRefused).toBe(true);
  expect(levels()).toEqual(['error']);
  issued(await ca.order(request, { waitMs }));
  expect(ca.state().isLoginRefused).toBe(false);
  expect(levels()).toEqual(['error', 'info']);
  expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
});

test('one stray 401 between an order and its pickup is over, too, and shows at once', async () => {
  const { ca, sandbox } = await hosted({ loginPauseMs: 0 });
  sandbox.setKnobs({ failures: [{ ...unauthorized, path: '/api/ssl/v1/collect/.*' }] });
  const request = requestFor('www.corp.example');
  expect(await ca.order(request, { waitMs })).toMatchObject({ state: 'waiting' });
  expect(levels()).toEqual(['error']);
  issued(await ca.order(request, { waitMs }));
  expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
});

test('a 401 of the token endpoint is over as soon as that gives tokens again', async () => {
  const { ca, sandbox } = await hosted({ loginPauseMs: 0, flavour: 'OAuth2' });
  sandbox.setKnobs({
    failures: [{ path: new URL(sandbox.scmOAuth.tokenUrl).pathname, response: 401, times: 1 }],
  });
  expect(await ca.scan({ full: true })).toMatchObject({ failure: { code: 'refused', about: 'login' } });
  expect(await ca.scan({ full: true })).toMatchObject({ failure: null });
  issued(await ca.order(requestFor('www.corp.example'), { waitMs }));
});

test('nothing is sent until the pause after a refusal is over, whatever is asked', async () => {
  const { ca, sandbox } = await hosted();
  sandbox.setKnobs({ failures: [unauthorized] });
  expect(await ca.scan({ full: true })).toMatchObject({ failure: { about: 'login' } });
  sandbox.requests.clear();
  const request = requestFor('www.corp.example');
  const asked = [
    ca.order(request, { waitMs }),
    ca.scan({ full: true }),
    ca.pollPending(),
    ca.profiles(),
  ] as const;
  const [order, scan] = await Promise.allSettled(asked);
  expect(order).toMatchObject({ value: { state: 'unavailable' } });
  expect(scan).toMatchObject({ value: { failure: { about: 'login' } } });
  expect(sandbox.requests.list()).toEqual([]);
  expect(levels()).toEqual(['error']);
});

test('a login that goes on being refused is attempted by one call at a time, and told as an error once', async () => {
  const { ca, sandbox } = await hosted({ loginPauseMs: 1 });
  sandbox.setKnobs({ failures: [{ system: 'scm', response: 401 }] });
  await ca.scan({ full: true });
  for (let time = 0; time < 3; time += 1) await ca.scan({ full: true });
  const paths = sandbox.requests.list().map(({ path }) => path);
  expect(new Set(paths.slice(1))).toEqual(new Set(['/api/ssl/v1/types']));
  expect(levels().filter((level) => level === 'error')).toHaveLength(1);
  sandbox.setKnobs({ failures: [] });
  await expect.poll(() => ca.scan({ full: true }), { timeout: 20_000 }).toMatchObject({ failure: null });
});
