import { configure, getLogger, type LogRecord, reset } from '@logtape/logtape';
import { expect, test } from 'vitest';
import { logLateFailure } from './log-late-failure.ts';

test('the record says what failed and why, in its text and in properties that are not its text', async () => {
  const records: LogRecord[] = [];
  await configure({
    reset: true,
    sinks: { kept: (record) => void records.push(record) },
    loggers: [
      { category: ['certbridge'], sinks: ['kept'], lowestLevel: 'info' },
      { category: ['logtape', 'meta'], sinks: [] },
    ],
  });
  logLateFailure(getLogger(['certbridge']), 'An order', new RangeError('no number'));
  await reset();
  expect(records.map(({ message }) => message.join(''))).toEqual([
    'An order that went on without its requester failed: RangeError: no number',
  ]);
  expect(records[0]?.properties).toMatchObject({ errorStack: expect.stringContaining('RangeError') });
  expect(records[0]?.properties).not.toHaveProperty('message');
});
