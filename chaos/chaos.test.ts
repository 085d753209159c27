import { describe, expect, test } from 'vitest';
import { playSchedule } from './play-schedule.ts';
import { drawSchedule } from './schedule.ts';

const [first = 1, last = first] = (process.env.CHAOS_SEEDS ?? '1-200').split('-').map(Number);
const seeds = Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('whatever happens, both systems end as they should', () => {
  test.concurrent.each(seeds)('seed %i', async (seed) => {
    const schedule = drawSchedule(seed);
    await playSchedule(schedule).catch((error: unknown) => {
      const again = `CHAOS_SEEDS=${seed} npm test -- --project chaos`;
      throw new Error(
        `${again}\n${error instanceof Error ? error.message : error}\n${JSON.stringify(schedule)}`,
      );
    });
    expect(schedule.seed).toBe(seed);
  });
});
