import type { ConnectionSettings } from '../plugin-context.ts';

const firstPauseMs = 200;
const longestPauseMs = 5000;

/** When to look whether something is there: the milliseconds to wait before each look, the first at once. */
export type Looks = Iterable<number>;

/**
 * The looks that a connection asks for, or those for which callers wait: one at least, and each pause is twice the one before.
 * `waitMs` tells how long they do, and may grow meanwhile.
 */
export function planLooks(
  { pickupRetries, pickupDelay }: Pick<ConnectionSettings, 'pickupRetries' | 'pickupDelay'>,
  waitMs: (() => number) | undefined,
): Looks {
  if (waitMs !== undefined) return { [Symbol.iterator]: () => looksWithin(waitMs) };
  return Array.from({ length: pickupRetries }, (_, index) => (index === 0 ? 0 : pickupDelay * 1000));
}

function* looksWithin(waitMs: () => number): Generator<number> {
  yield 0;
  let waited = 0;
  for (let pause = firstPauseMs; waited + pause <= waitMs(); pause = Math.min(pause * 2, longestPauseMs)) {
    yield pause;
    waited += pause;
  }
}
