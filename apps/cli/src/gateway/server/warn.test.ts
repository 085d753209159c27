import { configure, type LogRecord, reset } from '@logtape/logtape';
import { expect, onTestFinished, test } from 'vitest';
import { warnOfMark } from './warn.ts';

test.each([
  [undefined, 1],
  ['a name', 0],
])('a gateway whose name among the processes of its database is %s logs %i warnings', async (name, count) => {
  const records: LogRecord[] = [];
  await configure({
    sinks: { kept: (record) => records.push(record) },
    loggers: [
      { category: 'certbridge', sinks: ['kept'], lowestLevel: 'debug' },
      { category: ['logtape', 'meta'], sinks: [], lowestLevel: 'error' },
    ],
  });
  onTestFinished(() => reset());
  warnOfMark('/var/gateway.db', { processes: { own: () => name, isRunning: () => false } });
  expect(records).toHaveLength(count);
  for (const { level, message } of records) {
    expect([level, message.join('')]).toEqual([
      'warning',
      expect.stringContaining('Let the account that runs the gateway write the folder'),
    ]);
  }
});
