import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { issueCertificate } from '@certbridge/certificate/request';
import { configure, type LogRecord, reset } from '@logtape/logtape';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { watchTls } from './watch-tls.ts';

const hour = 3_600_000;
/** What is to be called when a file has changed; nothing calls it where a test is to. */
const watching = vi.hoisted(() => ({ listeners: [] as (() => void)[], isHeld: false }));
vi.mock('node:fs', async (load) => {
  const real = await load<typeof import('node:fs')>();
  const watchFile = (file: string, options: { interval: number }, listener: () => void) => {
    watching.listeners.push(listener);
    if (!watching.isHeld) real.watchFile(file, options, listener);
  };
  return { ...real, watchFile };
});

let folder: string;
let records: LogRecord[];
const messages = (part: string) =>
  records.map(({ message }) => message.join('')).filter((message) => message.includes(part));
const until = async (isSo: () => boolean) => {
  while (!isSo()) await delay(20);
};

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-watch-'));
  records = [];
  await configure({
    reset: true,
    sinks: { kept: (record) => void records.push(record) },
    loggers: [
      { category: ['certbridge'], sinks: ['kept'] },
      { category: ['logtape', 'meta'], sinks: [] },
    ],
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await reset();
  watching.isHeld = false;
  await rm(folder, { recursive: true });
});

async function watchNew() {
  const time = { notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 86_400_000) };
  const authority = await issueCertificate({ commonName: 'Clients', usage: 'ca', ...time });
  const server = await issueCertificate({ commonName: 'server', usage: 'server', names: ['a'], ...time });
  const write = (name: string, text: string) => writeFile(path.join(folder, name), text, { mode: 0o600 });
  await write('clients.pem', authority.certificate);
  await write('server.pem', server.certificate);
  await write('server.key', server.key);
  const inUse = { cert: server.certificate, key: server.key, ca: [authority.certificate] };
  const unwatch = watchTls(
    {
      file: path.join(folder, 'gateway.json'),
      config: {
        listen: {
          host: '127.0.0.1',
          port: 0,
          certificateFile: 'server.pem',
          keyFile: 'server.key',
          clientAuthorityFiles: ['clients.pem'],
        },
        access: { tokens: [], rules: [], limits: { requestsPerMinute: 1, failuresPerMinute: 1 } },
      },
    },
    { before: () => inUse, take: (material) => Object.assign(inUse, material) },
  );
  onTestFinished(unwatch);
  return { authority, write, inUse };
}

test("a file that can't be used is reported once an hour until it can", async () => {
  const { authority, write, inUse } = await watchNew();
  await write('clients.pem', 'damaged');
  const warnings = () => messages('is not used').length;
  await until(() => warnings() > 0 && vi.getTimerCount() === 1);
  for (const _ of [1, 2]) {
    const before = warnings();
    vi.advanceTimersByTime(hour);
    await until(() => warnings() > before && vi.getTimerCount() === 1);
  }
  expect(inUse.ca).toEqual([authority.certificate]);
  await write('clients.pem', `${authority.certificate}\n`);
  await until(() => messages('are in use').length > 0);
  expect(vi.getTimerCount()).toBe(0);
});

test('files that change together are read once, and what is wrong with them is reported once', async () => {
  watching.isHeld = true;
  watching.listeners = [];
  const { authority, write } = await watchNew();
  const callBack = () => {
    for (const listener of watching.listeners) listener();
  };
  await write('clients.pem', 'damaged');
  await write('server.pem', 'damaged');
  callBack();
  const told = () => messages('is not used');
  await until(() => told().length >= 2);
  await write('clients.pem', `${authority.certificate}-----BEGIN`);
  callBack();
  await until(() => messages('block 2 is cut off').length > 0);
  const both = [/certificateFile is not used/, /clientAuthorityFiles\[0\] is not used/];
  expect(told()).toEqual([...both, ...both].map((setting) => expect.stringMatching(setting)));
});
