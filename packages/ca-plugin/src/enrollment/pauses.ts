import type { ConnectionSettings } from '../plugin-context.ts';

const firstPauseMs = 200;
const longestPauseMs = 5000;

/** How long to wait before each attempt to find something, in milliseconds; 0 before the first. */
export type Pauses = Iterable<number>;

/**
 * Plans the attempts that the settings ask for or, with `waitMs`, those within the time that callers wait: at least one, and each pause is
 * twice the one before. The time may grow meanwhile.
 */
export function planPauses(
  { pickupRetries, pickupDelay }: Pick<ConnectionSettings, 'pickupRetries' | 'pickupDelay'>,
  waitMs: (() => number) | undefined,
): Pauses {
  if (waitMs !== undefined) return { [Symbol.iterator]: () => pausesWithin(waitMs) };
  return Array.from({ length: pickupRetries }, (_, index) => (index === 0 ? 0 : pickupDelay * 1000));
}

function* pausesWithin(waitMs: () => number): Generator<number> {
  yield 0;
  let waited = 0;
  for (let pause = firstPauseMs; waited + pause <= waitMs(); pause = Math.min(pause * 2, longestPauseMs)) {
    yield pause;
    waited += pause;
  }
}
