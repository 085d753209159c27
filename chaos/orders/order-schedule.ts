import { createRandom, type Random } from '../random.ts';

/** A certificate that somebody wants. Each differs from the others in something that makes it a different order. */
export interface Wish {
  readonly name: string;
  /** Two requests with the same name and key; `another` differs only in its bytes. */
  readonly csr: 'first' | 'another';
  readonly product: string;
  readonly names: readonly string[];
  readonly costCenter: string;
}

/** What happens to an ordering process. */
export type Strike =
  | { readonly kind: 'nothing' }
  /** The process is killed or terminated, at its order or at another request. */
  | {
      readonly kind: 'killed' | 'terminated';
      readonly at: 'order' | number;
      readonly phase: 'arrived' | 'responding';
    }
  /** The response to the order is lost, or a proxy's page comes in its place, whether or not the order was placed. */
  | { readonly kind: 'lost'; readonly response: LostResponse; readonly isPlaced: boolean };

/** Of a page, its status. */
export type LostResponse = 'drop' | 500 | 503 | { readonly page: number };

/** A record of somebody else: one without the names of the order but with a copy of its comments, or one whose id SCM returns for orders. */
export interface Intruder {
  readonly kind: 'none' | 'copy' | 'named';
  readonly status: 'Requested' | 'Declined';
  /** Reference in the comments of a `named` record. */
  readonly reference: 'another' | 'none';
}

/** An attempt to order, possibly with a fault or a wrong clock. */
export interface Attempt {
  /** Index of the wish. */
  readonly wish: number;
  readonly clockShiftMs: number;
  readonly strike: Strike;
  /** If not 0, SCM takes so long that the process ends first, and places the order this many attempts later. */
  readonly isLateBy: 0 | 1 | 2;
  readonly intruder: Intruder;
  /** A second process with the same order: at the same time, or after the first has sent it. */
  readonly twin: 'none' | 'together' | 'after-order';
  readonly after: 'nothing' | 'pending' | 'sync' | 'approval' | 'another-day';
}

/** Everything that happens in one test. */
export interface OrderSchedule {
  readonly seed: number;
  readonly approval: 'automatic' | 'manual';
  readonly issueAfterRequests: number;
  readonly wishes: readonly [Wish, ...Wish[]];
  readonly attempts: readonly Attempt[];
}

const dayMs = 24 * 60 * 60 * 1000;

/** Draws a schedule from its seed. */
export function drawOrderSchedule(seed: number): OrderSchedule {
  const random = createRandom(seed + 7_000_000);
  const wishes = drawWishes(random);
  return {
    seed,
    approval: random.chance(0.35) ? 'manual' : 'automatic',
    issueAfterRequests: random.pick([0, 1, 1, 3, 20]),
    wishes,
    attempts: Array.from({ length: random.integer(1, wishes.length + 1) }, (_, index) => ({
      wish: index < wishes.length && random.chance(0.7) ? index : random.integer(0, wishes.length - 1),
      clockShiftMs: drawClockShift(random),
      ...drawTroubleAndTwin(random),
      after: random.pick(['nothing', 'nothing', 'pending', 'sync', 'approval', 'another-day'] as const),
    })),
  };
}

function drawWishes(random: Random): [Wish, ...Wish[]] {
  const first: Wish = {
    name: 'the first',
    csr: 'first',
    product: '1001',
    names: ['www.corp.example', 'shop.corp.example'],
    costCenter: 'CC-1',
  };
  const other = random.pick<Wish>([
    { ...first, name: 'another CSR of the same key', csr: 'another' },
    { ...first, name: 'another product', product: '1002' },
    { ...first, name: 'one more name', names: [...first.names, 'api.corp.example'] },
    { ...first, name: 'another cost center', costCenter: 'CC-2' },
  ]);
  return random.chance(0.45) ? [first, other] : [first];
}

function drawClockShift(random: Random): number {
  if (random.chance(0.3)) return 0;
  if (random.chance(0.3)) return random.integer(-30, 30) * 1000;
  return Math.round((random.next() * 6 - 3) * dayMs);
}

function drawIntruder(random: Random): Intruder {
  return {
    kind: random.pick(['none', 'none', 'none', 'copy', 'named'] as const),
    status: random.pick(['Requested', 'Declined'] as const),
    reference: random.pick(['another', 'none'] as const),
  };
}

function drawTroubleAndTwin(random: Random): Pick<Attempt, 'strike' | 'isLateBy' | 'intruder' | 'twin'> {
  const { strike, isLateBy } = drawTrouble(random);
  const intruder = drawIntruder(random);
  const twin = random.pick(['none', 'none', 'together', 'after-order'] as const);
  // Of two that order together, either may be the one that SCM keeps waiting, and it would wait for its time-out.
  return { strike, isLateBy: twin === 'together' ? 0 : isLateBy, intruder, twin };
}

function drawTrouble(random: Random): Pick<Attempt, 'strike' | 'isLateBy'> {
  const kind = random.pick(['nothing', 'killed', 'killed', 'killed', 'terminated', 'lost', 'lost'] as const);
  if (kind === 'nothing') return { strike: { kind }, isLateBy: 0 };
  if (kind === 'lost') {
    const pages = [502, 401, 421, 429].map((page) => ({ page }));
    const response = random.pick<LostResponse>(['drop', 500, 503, ...pages]);
    return { strike: { kind, response, isPlaced: random.chance(0.5) }, isLateBy: 0 };
  }
  const at = random.chance(0.65) ? 'order' : random.integer(1, 9);
  const phase = random.pick(['arrived', 'responding'] as const);
  const isLate = at === 'order' && phase === 'arrived' && random.chance(0.6);
  return { strike: { kind, at, phase }, isLateBy: isLate ? random.pick([1, 2]) : 0 };
}
