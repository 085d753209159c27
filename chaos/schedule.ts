import type { Knobs, Switches } from '@certbridge/sandbox';
import { createRandom, type Random } from './random.ts';

/** The direction of a sync. */
export type Mode = 'sctokf' | 'kftosc' | 'both';

/** A run with faults. */
export interface DisturbedRun {
  /** Faults during the run only. */
  readonly knobs: Partial<Knobs>;
  /** Maximum number of certificates that appear or vanish during the run. */
  readonly churn: number;
  /** Number of values that people change before it. */
  readonly edits: number;
  readonly concurrency: number;
  /** Retries of a client in this process; a child process has its own number. */
  readonly retries: number;
  readonly end: RunEnding;
}

/** How a disturbed run ends. */
export type RunEnding =
  | { readonly kind: 'itself' }
  /** The process is killed, or the run in this process interrupted, at one phase of a request. */
  | {
      readonly kind: 'killed' | 'interrupted';
      readonly phase: 'arrived' | 'responding';
      readonly of: 'requests' | 'writes';
      /** Position among the expected requests, from 0 to 1. */
      readonly share: number;
    };

/** Something that an operator repeats until it is done. */
export interface Step {
  readonly kind: 'sync' | 'apply' | 'revert' | 'import';
  readonly mode: Mode;
  /** Whether the operator has deleted the state. */
  readonly withoutState: boolean;
  /** Number of values that people change before it, and after the plan to apply or the run to revert. */
  readonly edits: number;
  readonly laterEdits: number;
  readonly runs: readonly DisturbedRun[];
  /** Whether the undisturbed run at the end is a separate process. */
  readonly endsInProcess: boolean;
}

/** Everything that happens in one test. */
export interface Schedule {
  readonly seed: number;
  readonly certificates: number;
  readonly config: Readonly<Record<string, unknown>>;
  readonly switches: Partial<Switches>;
  /** Whether revoked and expired certificates are synced. */
  readonly includeEnded: boolean;
  readonly conflicts: 'report' | 'sectigo' | 'keyfactor';
  /** Custom fields that an empty value clears on the other side. */
  readonly clears: readonly string[];
  /** How the program logs in to both systems; tokens are revoked now and then. */
  readonly login: 'password' | 'oauth';
  /** Custom fields whose values nobody may see. */
  readonly sensitive: readonly string[];
  readonly steps: readonly Step[];
}

/** Draws a schedule from its seed. */
export function drawSchedule(seed: number): Schedule {
  const random = createRandom(seed);
  return {
    seed,
    certificates: random.integer(10, 40),
    config: {
      sectigoPageSize: random.pick([3, 5, 10, 25]),
      keyfactorPageSize: random.pick([3, 5, 10, 100]),
      readStrategy: random.pick(['auto', 'details', 'report']),
    },
    switches: {
      certIdQuery: random.pick(['supported', 'supported', 'refused']),
      listOrder: random.pick(['ascending', 'descending']),
      customFieldsOnPut: random.pick(['replace', 'merge']),
      detailSerial: random.pick(['colon', 'bare-trimmed']),
    },
    includeEnded: random.chance(0.2),
    conflicts: random.pick(['report', 'report', 'sectigo', 'keyfactor']),
    clears: random.pick([[], [], ['Owner/Team', 'Review Date'], ['Cost Center', 'Notes', 'Asset Number']]),
    login: 'password',
    sensitive: [],
    // Processes take time to start, so only one schedule in five kills them.
    steps: drawSteps(random, seed % 5 === 0),
  };
}

/** Draws a schedule with logins by OAuth2, sensitive fields and imports from its seed. */
export function drawWideSchedule(seed: number): Schedule {
  const schedule = drawSchedule(seed + 500_000);
  const random = createRandom(seed + 3_000_000);
  const kills = schedule.seed % 5 === 0;
  const bringIn = (): Step => ({
    ...calm(),
    kind: 'import',
    runs: Array.from({ length: random.integer(0, 2) }, () => {
      const run = drawRun(random, kills);
      // Only the import adds certificates to Command or removes them.
      return { ...run, knobs: { ...run.knobs, churnRate: 0 }, churn: 0, edits: 0 };
    }),
    endsInProcess: kills && random.chance(0.5),
  });
  const { steps } = schedule;
  return {
    ...schedule,
    login: random.chance(0.75) ? 'oauth' : 'password',
    sensitive: random.pick([
      [],
      ['Owner/Team'],
      ['Cost Center', 'Notes'],
      ['Owner/Team', 'Cost Center', 'Notes'],
    ]),
    // Which values a disturbed import has stored as agreed is unknown, so the next step starts without them.
    steps: random.pick([
      () => steps,
      () => [bringIn(), ...withoutStateFirst(steps)],
      () => [...steps, bringIn()],
    ])(),
  };
}

function withoutStateFirst([first, ...others]: readonly Step[]): Step[] {
  return first === undefined ? [] : [{ ...first, withoutState: true }, ...others];
}

function drawSteps(random: Random, kills: boolean): Step[] {
  const mode = random.pick<Mode>(['sctokf', 'kftosc', 'both']);
  const disturbed = (parts: Partial<Step> = {}): Step => ({
    ...calm(),
    edits: random.integer(2, 12),
    runs: Array.from({ length: random.integer(1, 2) }, () => drawRun(random, kills)),
    endsInProcess: kills && random.chance(0.5),
    ...parts,
  });
  const families: readonly [() => Step[], ...(() => Step[])[]] = [
    () => [disturbed(), disturbed()],
    () => [calm(), disturbed({ mode: 'kftosc' })],
    () => [disturbed({ mode: 'both' }), disturbed({ mode: 'both' })],
    () => [
      calm(),
      disturbed({ mode: 'both', withoutState: random.chance(0.5) }),
      disturbed({ mode: 'both' }),
    ],
    () => [calm(), disturbed({ kind: 'apply', mode, laterEdits: random.integer(0, 3) })],
    () => [calm(), disturbed({ kind: 'revert', mode, laterEdits: random.integer(0, 4) })],
  ];
  return random.pick(families)();
}

function calm(): Step {
  return {
    kind: 'sync',
    mode: 'sctokf',
    withoutState: false,
    edits: 0,
    laterEdits: 0,
    runs: [],
    endsInProcess: false,
  };
}

function drawRun(random: Random, kills: boolean): DisturbedRun {
  // A process waits at least a quarter of a second before it retries.
  const most = kills ? 0.05 : random.pick([0.05, 0.1, 0.3]);
  const rate = (probability: number, limit = most): number =>
    random.chance(probability) ? random.next() * limit : 0;
  const phase = random.pick(['arrived', 'responding'] as const);
  const of = random.pick(['requests', 'writes', 'writes'] as const);
  const ending = kills ? 'killed' : random.chance(0.25) ? 'interrupted' : 'itself';
  return {
    knobs: {
      errorRate: rate(0.7),
      errorStatuses: random.pick([[500, 429], [503], [429], [502, 504], [500, 503]]),
      retryAfterSeconds: 0.01,
      dropRate: rate(0.6),
      htmlRate: rate(0.3),
      htmlStatus: random.pick([200, 502]),
      emptyPageRate: rate(0.3, 0.1),
      repeatedPageRate: rate(0.5, 0.4),
      churnRate: rate(0.5, 0.3),
      faultsAfterWrite: random.chance(0.5),
    },
    churn: random.integer(1, 6),
    edits: random.chance(0.4) ? random.integer(1, 4) : 0,
    concurrency: random.pick([1, 2, 4, 8]),
    retries: random.integer(0, 2),
    end: ending === 'itself' ? { kind: 'itself' } : { kind: ending, phase, of, share: random.next() },
  };
}
