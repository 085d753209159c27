import { expect, test } from 'vitest';
import { AT, runStart, temporaryStore } from './support/state-files.ts';
import { sandboxFor, sync } from './support/sync.ts';

test('a run tells of all that were killed since the last one that told of any, the earliest first', async () => {
  const sandbox = await sandboxFor({ certificates: 1 });
  const store = await temporaryStore();
  const starts = [1, 2, 3].map((number) =>
    runStart(number, { startedAt: AT.replace('00.000', `0${number}.000`) }),
  );
  for (const [index, start] of starts.entries()) {
    await store.beginRun(start);
    const before = starts[index - 1];
    if (before !== undefined) await store.markDead(before.runId, start.startedAt);
  }
  const { summary } = await sync(sandbox, { store });
  expect(summary.deadRuns.map(({ runId }) => runId)).toEqual(starts.map(({ runId }) => runId));
  expect((await sync(sandbox, { store })).summary.deadRuns).toEqual([]);
});
