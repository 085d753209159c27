import { type Failure, type Knobs, knobsOf, type SystemKnobs, type SystemName } from '../knobs.ts';
import type { Random } from '../random.ts';

/** A fault injected into a request. */
export type Fault =
  | { kind: 'status'; status: number; retryAfterSeconds: number; cause: string }
  | { kind: 'html'; status: number; cause: string }
  | { kind: 'drop'; middle: boolean; cause: string };

/** What goes wrong with a request. */
export interface FaultPlan {
  readonly knobs: SystemKnobs;
  delayMs: number;
  fault: Fault | undefined;
  page: 'normal' | 'empty' | 'repeated';
}

/** The properties of a request that faults depend on. */
export interface FaultSubject {
  system: SystemName;
  method: string;
  path: string;
  body: string;
}

/**
 * Plans the faults of a request from knobs and seed.
 *
 * Draws from the generator only for rates above 0. `times` of a `Failure` is counted down in place.
 */
export function planFault(subject: FaultSubject, knobs: Knobs, random: Random): FaultPlan {
  const own = knobsOf(knobs, subject.system);
  const delayMs = own.latencyMs + (own.jitterMs > 0 ? random.next() * own.jitterMs : 0);
  const fault = strikeFailure(subject, knobs, own) ?? drawFault(own, random);
  return { knobs: own, delayMs, fault, page: drawPage(own, random) };
}

/** Checks whether a failure applies to a request. */
export function matchesFailure(failure: Failure, subject: FaultSubject): boolean {
  if (failure.times !== undefined && failure.times <= 0) return false;
  if (failure.system !== undefined && failure.system !== subject.system) return false;
  if (failure.method !== undefined && failure.method.toUpperCase() !== subject.method) return false;
  if (failure.path !== undefined && !new RegExp(`^(?:${failure.path})$`, 'i').test(subject.path))
    return false;
  return failure.body === undefined || new RegExp(failure.body).test(subject.body);
}

function strikeFailure(subject: FaultSubject, knobs: Knobs, own: SystemKnobs): Fault | undefined {
  const failure = knobs.failures.find((candidate) => matchesFailure(candidate, subject));
  if (failure === undefined) return undefined;
  if (failure.times !== undefined) failure.times -= 1;
  if (failure.response === 'drop') return { kind: 'drop', middle: false, cause: 'failures' };
  if (failure.response === 'html') return { kind: 'html', status: own.htmlStatus, cause: 'failures' };
  const { retryAfterSeconds } = own;
  return { kind: 'status', status: failure.response, retryAfterSeconds, cause: 'failures' };
}

function drawFault(own: SystemKnobs, random: Random): Fault | undefined {
  if (own.dropRate > 0 && random.chance(own.dropRate)) {
    return { kind: 'drop', middle: random.chance(0.5), cause: 'dropRate' };
  }
  if (own.htmlRate > 0 && random.chance(own.htmlRate)) {
    return { kind: 'html', status: own.htmlStatus, cause: 'htmlRate' };
  }
  if (own.errorRate > 0 && random.chance(own.errorRate)) {
    const status = own.errorStatuses[random.below(own.errorStatuses.length)] ?? 500;
    return { kind: 'status', status, retryAfterSeconds: own.retryAfterSeconds, cause: 'errorRate' };
  }
  return undefined;
}

function drawPage(own: SystemKnobs, random: Random): FaultPlan['page'] {
  if (own.emptyPageRate > 0 && random.chance(own.emptyPageRate)) return 'empty';
  if (own.repeatedPageRate > 0 && random.chance(own.repeatedPageRate)) return 'repeated';
  return 'normal';
}
