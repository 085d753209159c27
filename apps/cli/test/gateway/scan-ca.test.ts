import { configure, type LogRecord, reset } from '@logtape/logtape';
import { expect, onTestFinished, test } from 'vitest';
import { hosted } from '../../../../packages/ca-host/test/support/hosted.ts';
import { scanCa } from '../../src/gateway/scans/scan-ca.ts';

const never = new AbortController().signal;

test.each([
  ['the gateway stops', AbortSignal.abort(), 'info', 'because the gateway stops'],
  ['its lock is lost', never, 'error', 'The lock was taken over.'],
])('a scan that ends early since %s', async (_, interruption, level, text) => {
  const { ca } = await hosted();
  const records: LogRecord[] = [];
  await configure({
    reset: true,
    sinks: { kept: (record) => void records.push(record) },
    loggers: [
      { category: ['certbridge', 'gateway'], sinks: ['kept'], lowestLevel: 'info' },
      { category: ['logtape', 'meta'], sinks: [] },
    ],
  });
  onTestFinished(() => reset());
  const signal = AbortSignal.any([interruption, AbortSignal.abort(new Error('The lock was taken over.'))]);
  expect(await scanCa({ ca }, { full: true, interruption, signal })).toBe(false);
  expect(records.map((record) => [record.level, record.message.join('')])).toEqual([
    [level, expect.stringContaining(`full scan not finished`)],
  ]);
  expect(records[0]?.message.join('')).toContain(text);
});
