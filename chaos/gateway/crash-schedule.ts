import { createRandom, type Random } from '../random.ts';

/** When a process is killed: at the request of a number, counted from its start. */
export interface Kill {
  readonly at: number;
  /** Before the request takes effect, or after that and before its response. */
  readonly phase: 'arrived' | 'responding';
}

/** A run of one or two processes on one database, which place the same requests. */
export interface CrashRun {
  readonly processes: 1 | 2;
  /** All of them are killed at once; without it they come to their end. */
  readonly kill: Kill | undefined;
  /** The response to an order is lost, whether or not the order was placed. */
  readonly lost: 'none' | 'placed' | 'not placed';
}

/** What happens in one test. */
export interface CrashSchedule {
  readonly seed: number;
  /** Different requests. */
  readonly requests: number;
  /** How often each is placed at the same time. */
  readonly copies: number;
  readonly issueAfterRequests: number;
  readonly approval: 'automatic' | 'manual';
  readonly runs: readonly CrashRun[];
}

/** Draws a schedule from its seed. The last run is left alone. */
export function drawCrashSchedule(seed: number): CrashSchedule {
  const random = createRandom(seed + 11_000_000);
  const requests = random.integer(1, 6);
  const approval = random.chance(0.3) ? 'manual' : 'automatic';
  return {
    ...{ seed, requests, approval },
    copies: random.pick([1, 1, 2, 3]),
    issueAfterRequests: random.pick([0, 1, 1, 3]),
    runs: [
      ...Array.from({ length: random.integer(1, 3) }, () => drawRun(random, requests)),
      { processes: random.pick([1, 1, 2] as const), kill: undefined, lost: 'none' },
    ],
  };
}

function drawRun(random: Random, requests: number): CrashRun {
  return {
    processes: random.pick([1, 1, 2] as const),
    kill: { at: random.integer(1, 4 + requests * 4), phase: random.pick(['arrived', 'responding'] as const) },
    lost: random.pick(['none', 'none', 'none', 'placed', 'not placed'] as const),
  };
}
