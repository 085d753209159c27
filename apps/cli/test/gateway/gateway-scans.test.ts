import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hosted, profile } from '../../../../packages/ca-host/test/support/hosted.ts';
import { makeCsr } from '../../../../packages/ca-host/test/support/make-csr.ts';
import { type ScheduledCa, startScans } from '../../src/gateway/scans/start-scans.ts';
import { type SharedWork, type TakeTurn, turnsIn } from '../../src/gateway/scans/take-turn.ts';

const everySecond = '* * * * * *';
const never = '0 0 30 2 *';
const schedules = { fullScan: never, incrementalScan: never, pending: never };

/** Two hosts of one CA, as two processes of one configuration have them. */
async function twoHosts() {
  const { ca: other, sandbox, file } = await hosted();
  const { ca } = await hosted({ sandbox, file });
  return { ca, other, sandbox, takeTurn: turnsIn(path.dirname(file)) };
}

/** Runs the scans of a CA until the test ends. */
function run(ca: ScheduledCa['ca'], schedule: Partial<typeof schedules>, takeTurn: TakeTurn): void {
  const end = new AbortController();
  const config = { name: 'Sectigo', ...schedules, ...schedule };
  const scans = startScans([{ ca, config }], { takeTurn, signal: end.signal });
  onTestFinished(async () => {
    end.abort();
    await scans.stop();
  });
}

test.each([
  ['full', { fullScan: everySecond }],
  ['incremental', { incrementalScan: everySecond }],
])(
  'the first full scan and %s ones are not repeated that another process has just done',
  async (scope, schedule) => {
    const { ca, other, takeTurn } = await twoHosts();
    const results: unknown[] = [];
    run(ca, schedule, async (shared) => {
      // Its scan was under way when this one was found to be due, and ends just before this one gets its turn.
      await other.scan({ full: results.length === 0 || scope === 'full' });
      results.push(await takeTurn(shared));
      return results.at(-1) as boolean;
    });
    await expect.poll(() => results.length, { timeout: 60_000 }).toBeGreaterThan(2);
    expect(results).not.toContain(false);
    expect(ca.isReady()).toBe(true);
    expect(ca.state().calls.sent).toBe(0);
  },
);

test('what waits is not read again that another process has just read', async () => {
  const { ca, other, sandbox, takeTurn } = await twoHosts();
  await other.scan({ full: true });
  sandbox.setSwitches({ approval: 'manual' });
  const csr = makeCsr('www.corp.example').der;
  await other.order({ profile, userName: 'anna', csr }, { waitMs: 0 });
  const polls: unknown[] = [];
  run(ca, { pending: everySecond }, async (shared) => {
    if (!isPoll(shared)) return true;
    await other.pollPending();
    polls.push(await takeTurn(shared));
    return true;
  });
  await expect.poll(() => polls.length, { timeout: 60_000 }).toBeGreaterThan(1);
  expect(polls).not.toContain(false);
  expect(ca.state().calls.sent).toBe(0);
});

test('a full scan that is due waits for the turn of another process, and is done if that one was killed', async () => {
  const { ca, other, takeTurn } = await twoHosts();
  await other.scan({ full: true });
  const before = ca.state().lastFullScan;
  const soon = new Date(Date.now() + 3000);
  const fullScan = `${soon.getSeconds()} ${soon.getMinutes()} ${soon.getHours()} ${soon.getDate()} ${soon.getMonth() + 1} *`;
  let turns = 0;
  run(ca, { fullScan }, async (shared) => {
    turns += 1;
    // The first turn is the scan of the start.
    return turns === 2 ? 'busy' : takeTurn(shared);
  });
  await expect.poll(() => ca.state().lastFullScan, { timeout: 60_000 }).not.toEqual(before);
  expect(turns).toBe(3);
});

function isPoll({ name }: SharedWork): boolean {
  return name.includes('pending');
}
