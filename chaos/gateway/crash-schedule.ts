import { createRandom, type Random } from '../random.ts';

/** When gateways are killed: at an order, or at the call of a number, counted from their start. */
export interface Kill {
  readonly at: 'order' | number;
  /** Before the call takes effect, or after that and before its response. */
  readonly phase: 'arrived' | 'responding';
  readonly whom: 'all' | 'the first';
  /** SCM takes so long with the order that a later gateway has looked for it before it takes effect. */
  readonly isLate: boolean;
}

/** A run of one or two gateways on one database, which are sent the same requests. */
export interface CrashRun {
  readonly gateways: 1 | 2;
  /** Without it they run to their end. */
  readonly kill: Kill | undefined;
  /** The response to an order is lost, whether or not the order was placed. */
  readonly lost: 'none' | 'placed' | 'not placed';
}

/** What happens in one test. */
export interface CrashSchedule {
  readonly seed: number;
  /** Different requests. */
  readonly requests: number;
  /** How often each is sent at the same time. */
  readonly copies: number;
  readonly issueAfterRequests: number;
  readonly approval: 'automatic' | 'manual';
  /** How long an order of a dead gateway stays open, in milliseconds. */
  readonly settleMs: number;
  readonly runs: readonly CrashRun[];
}

/** Calls of a first full scan. */
const SCAN_CALLS = 12;

/** Draws a schedule from its seed. The last run is left alone. */
export function drawCrashSchedule(seed: number): CrashSchedule {
  const random = createRandom(seed + 11_000_000);
  const requests = random.integer(1, 6);
  const approval = random.chance(0.3) ? 'manual' : 'automatic';
  const killed = Array.from({ length: random.integer(1, 2) }, () => drawRun(random, requests));
  return {
    seed,
    requests,
    approval,
    copies: random.pick([1, 1, 2, 3]),
    issueAfterRequests: random.pick([0, 1, 1, 3]),
    // Longer than any gateway takes until its first look.
    settleMs: killed.some(({ kill }) => kill?.isLate === true) ? 8000 : 400,
    runs: [...killed, { gateways: random.pick([1, 1, 1, 2] as const), kill: undefined, lost: 'none' }],
  };
}

function drawRun(random: Random, requests: number): CrashRun {
  const at = random.chance(0.5) ? 'order' : random.integer(1, SCAN_CALLS + requests * 4);
  const phase = random.pick(['arrived', 'responding'] as const);
  const isLate = at === 'order' && phase === 'arrived' && random.chance(0.3);
  const whom = isLate ? 'all' : random.pick(['all', 'the first'] as const);
  return {
    gateways: random.pick([1, 1, 1, 2] as const),
    kill: { at, phase, whom, isLate },
    lost: random.pick(['none', 'none', 'none', 'placed', 'not placed'] as const),
  };
}
