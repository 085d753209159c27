import { configure, getLogger, type LogRecord, reset } from '@logtape/logtape';
import { expect, test } from 'vitest';
import { OutageLog } from './outage-log.ts';

test('the first is reported at once, and the others are counted until a minute has passed', async () => {
  const records: LogRecord[] = [];
  await configure({
    reset: true,
    sinks: { kept: (record) => void records.push(record) },
    loggers: [
      { category: ['certbridge'], sinks: ['kept'], lowestLevel: 'info' },
      { category: ['logtape', 'meta'], sinks: [] },
    ],
  });
  let now = 0;
  const outages = new OutageLog(getLogger(['certbridge']), { now: () => now });
  for (let index = 0; index < 1000; index += 1)
    outages.tell('No response: {reason}', { reason: `r${index}.` });
  outages.tell('Not recorded: {reason}', { reason: 'Locked.', level: 'error' });
  now = 60_000;
  for (const reason of ['Down.', 'Still down.']) outages.tell('No response: {reason}', { reason });
  await reset();
  expect(records.map(({ level, message }) => [level, message.join('')])).toEqual([
    ['warning', 'No response: r0.'],
    ['error', 'Not recorded: Locked.'],
    ['warning', 'No response: Down. (and 999 more since the last such line)'],
  ]);
});
