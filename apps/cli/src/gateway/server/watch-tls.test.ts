import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { issueCertificate } from '@certbridge/certificate/request';
import { configure, type LogRecord, reset } from '@logtape/logtape';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchTls } from './watch-tls.ts';

const hour = 3_600_000;
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
  await rm(folder, { recursive: true });
});

test('a file that can not be used is told once an hour until it can', async () => {
  const time = { notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 86_400_000) };
  const authority = await issueCertificate({ commonName: 'Clients', usage: 'ca', ...time });
  const server = await issueCertificate({ commonName: 'server', usage: 'server', names: ['a'], ...time });
  const write = (name: string, text: string) => writeFile(path.join(folder, name), text, { mode: 0o600 });
  await write('clients.pem', authority.certificate);
  await write('server.pem', server.certificate);
  await write('server.key', server.key);
  let tls = { cert: server.certificate, key: server.key, ca: [authority.certificate] };
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
    {
      before: () => tls,
      take: (material) => {
        tls = { ...tls, ...material };
      },
    },
  );
  try {
    await write('clients.pem', 'damaged');
    const warnings = () => messages('is not taken into use').length;
    await until(() => warnings() > 0 && vi.getTimerCount() === 1);
    for (const _ of [1, 2]) {
      const before = warnings();
      vi.advanceTimersByTime(hour);
      await until(() => warnings() > before && vi.getTimerCount() === 1);
    }
    expect(tls.ca).toEqual([authority.certificate]);
    await write('clients.pem', `${authority.certificate}\n`);
    await until(() => messages('are in use').length > 0);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    unwatch();
  }
});
