import { describe, expect, test } from 'vitest';
import { playSchedule } from './play-schedule.ts';
import { drawSchedule, drawWideSchedule } from './schedule.ts';

const kinds = [
  { name: 'whatever happens', draw: drawSchedule, usual: '1-200' },
  { name: 'with OAuth2, sensitive fields and imports', draw: drawWideSchedule, usual: '1-50' },
];

describe.each(kinds)('$name, both systems end as they should', ({ draw, usual }) => {
  test.concurrent.each(seedsOf(usual))('seed %i', async (seed) => {
    const schedule = draw(seed);
    await playSchedule(schedule).catch((error: unknown) => {
      const again = `CHAOS_SEEDS=${seed} npm test -- --project chaos`;
      throw new Error(
        `${again}\n${error instanceof Error ? error.message : error}\n${JSON.stringify(schedule)}`,
      );
    });
    expect(schedule.steps.length).toBeGreaterThan(0);
  });
});

function seedsOf(usual: string): number[] {
  const [first = 1, last = first] = (process.env.CHAOS_SEEDS ?? usual).split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
