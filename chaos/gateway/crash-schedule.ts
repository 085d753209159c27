import { createRandom, type Random } from '../random.ts';

/** When processes are killed: at an order, or at the request of a number, counted from their start. */
export interface Kill {
  readonly at: 'order' | number;
  /** Before the request takes effect, or after that and before its response. */
  readonly phase: 'arrived' | 'responding';
  readonly whom: 'all' | 'the first';
  /** SCM takes so long with the request that a later process has looked for the order before it takes effect. */
  readonly isLate: boolean;
}

/** A run of one or two processes on one database, which place the same requests. */
export interface CrashRun {
  readonly processes: 1 | 2;
  /** Without it they come to their end. */
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
  /** How long an order of a dead process stays open, in milliseconds. */
  readonly settleMs: number;
  readonly approval: 'automatic' | 'manual';
  readonly runs: readonly CrashRun[];
}

/** Draws a schedule from its seed. The last run is left alone. */
export function drawCrashSchedule(seed: number): CrashSchedule {
  const random = createRandom(seed + 11_000_000);
  const requests = random.integer(1, 6);
  const approval = random.chance(0.3) ? 'manual' : 'automatic';
  const killed = Array.from({ length: random.integer(1, 3) }, () => drawRun(random, requests));
  return {
    ...{ seed, requests, approval },
    // Longer than any process takes until its first look.
    settleMs: killed.some(({ kill }) => kill?.isLate === true) ? 5000 : 400,
    copies: random.pick([1, 1, 2, 3]),
    issueAfterRequests: random.pick([0, 1, 1, 3]),
    runs: [...killed, { processes: random.pick([1, 1, 2] as const), kill: undefined, lost: 'none' }],
  };
}

function drawRun(random: Random, requests: number): CrashRun {
  const at = random.chance(0.5) ? 'order' : random.integer(1, 4 + requests * 4);
  const phase = random.pick(['arrived', 'responding'] as const);
  const isLate = at === 'order' && phase === 'arrived' && random.chance(0.5);
  const whom = isLate ? 'all' : random.pick(['all', 'the first'] as const);
  return {
    processes: random.pick([1, 1, 2] as const),
    kill: { at, phase, whom, isLate },
    lost: random.pick(['none', 'none', 'none', 'placed', 'not placed'] as const),
  };
}
