import { describe, expect, test } from 'vitest';
import { drawOrderSchedule } from './order-schedule.ts';
import { playOrders } from './play-orders.ts';

const [first = 1, last = first] = (process.env.CHAOS_SEEDS ?? '1-200').split('-').map(Number);
const seeds = Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('whatever happens, SCM has each order once', () => {
  test.concurrent.each(seeds)('seed %i', async (seed) => {
    const schedule = drawOrderSchedule(seed);
    await playOrders(schedule).catch((error: unknown) => {
      const again = `CHAOS_SEEDS=${seed} npm test -- --project chaos orders`;
      throw new Error(
        `${again}\n${error instanceof Error ? error.message : error}\n${JSON.stringify(schedule)}`,
      );
    });
    expect(schedule.seed).toBe(seed);
  });
});
