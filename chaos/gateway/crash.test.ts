import { startSandbox } from '@certbridge/sandbox';
import { describe, expect, test } from 'vitest';
import { drawCrashSchedule } from './crash-schedule.ts';
import { GatewayWorkplace } from './gateway-workplace.ts';
import { playCrash } from './play-crash.ts';

const [first = 1, last = first] = (process.env.CHAOS_SEEDS ?? '1-200').split('-').map(Number);
const seeds = Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('whenever the processes that order are killed, SCM has each order once in the end', () => {
  test.concurrent.each(seeds)('seed %i', async (seed) => {
    const schedule = drawCrashSchedule(seed);
    await playCrash(schedule).catch((error: unknown) => {
      const again = `CHAOS_SEEDS=${seed} npm test -- --project chaos gateway/crash`;
      throw new Error(
        `${again}\n${error instanceof Error ? error.message : error}\n${JSON.stringify(schedule)}`,
      );
    });
    expect(schedule.seed).toBe(seed);
  });
});

test('two processes on one database that are given the same 500 requests at once place 500 orders', async () => {
  const sandbox = await startSandbox({ certificates: 3 });
  const workplace = await GatewayWorkplace.create(sandbox, { requests: 500, settleMs: 60_000 });
  try {
    const before = sandbox.scmState.certificates().length;
    const workers = [await workplace.start(1), await workplace.start(1)];
    const ends = await Promise.all(workers.map(({ end }) => end));
    const ids = ends.map(({ outcomes }) =>
      outcomes.toSorted((a, b) => a.index - b.index).map(({ requestId }) => requestId),
    );
    expect(ends.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    expect(new Set(ids[0]).size).toBe(500);
    expect(ids[1]).toEqual(ids[0]);
    expect(sandbox.scmState.certificates()).toHaveLength(before + 500);
  } finally {
    await sandbox.close();
    await workplace.remove();
  }
});
