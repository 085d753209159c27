import { configure, type LogRecord, reset } from '@logtape/logtape';
import { expect, onTestFinished, test } from 'vitest';
import { hosted, profile } from '../../../../packages/ca-host/test/support/hosted.ts';
import { makeCsr } from '../../../../packages/ca-host/test/support/make-csr.ts';
import { pollCa } from '../../src/gateway/scans/poll-ca.ts';

test.each([401, 503])(
  'what keeps all waiting requests from being read is reported once, with their number: %i',
  async (response) => {
    const { ca, sandbox } = await hosted();
    sandbox.setSwitches({ approval: 'manual' });
    for (const name of ['a', 'b', 'c']) {
      const csr = makeCsr(`${name}.corp.example`).der;
      await ca.order({ profile, userName: '', csr }, { waitMs: 0 });
    }
    const records = await keptRecords();
    sandbox.setKnobs({ failures: [{ method: 'GET', response }] });
    await pollCa({ ca }, { signal: new AbortController().signal });
    expect(records.map(({ level, message }) => [level, message.join('')])).toEqual([
      ['warning', expect.stringMatching(/^Sectigo: 3 requests can't be read, the first of them \d+: .+\.$/)],
    ]);
  },
);

test('a poll that a stop of the gateway ends is not a failure', async () => {
  const { ca, sandbox } = await hosted();
  sandbox.setSwitches({ approval: 'manual' });
  const csr = makeCsr('www.corp.example').der;
  await ca.order({ profile, userName: '', csr }, { waitMs: 0 });
  const records = await keptRecords();
  const end = new AbortController();
  const stop = sandbox.onRequest(async ({ operation }) => {
    if (operation === 'getSsl') end.abort();
  });
  await pollCa({ ca }, { signal: end.signal });
  stop();
  expect(end.signal.aborted).toBe(true);
  expect(records).toEqual([]);
});

/** What the gateway logs from now on. */
async function keptRecords(): Promise<LogRecord[]> {
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
  return records;
}
