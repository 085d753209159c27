import { describe, expect, test } from 'vitest';
import { drawCrashSchedule } from './crash-schedule.ts';
import { playCrash } from './play-crash.ts';

const [first = 1, last = first] = (process.env.CHAOS_SEEDS ?? '1-200').split('-').map(Number);
const seeds = Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('whenever gateways are killed, SCM has each order once in the end', () => {
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
