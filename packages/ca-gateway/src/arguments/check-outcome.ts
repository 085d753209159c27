import type { OrderOutcome, RevocationOutcome } from '@certbridge/ca-host';
import { isRecord } from '@certbridge/plain-text';
import { invalidArgument } from './check-values.ts';
import { kindOf } from './kind-of.ts';

const orderStates = [
  'issued',
  'waiting',
  'rejected',
  'invalid',
  'unavailable',
] as const satisfies OrderOutcome['state'][];
const revocationStates = [
  'revoked',
  'already-revoked',
  'refused',
  'unavailable',
] as const satisfies RevocationOutcome['state'][];

/**
 * Returns what the `order` of a CA returned. Throws an `ApiError` 'invalid-argument' unless it is an outcome: one that does not say whether
 * something may be ordered would let another request order.
 */
export function checkOrderOutcome(outcome: OrderOutcome): OrderOutcome {
  checkState(outcome, orderStates, 'order');
  const isClear = outcome.state !== 'unavailable' || typeof outcome.maybeOrdered === 'boolean';
  if (isClear) return outcome;
  throw invalidArgument(
    'The function order of a CA must return maybeOrdered, true or false, with the state unavailable.',
  );
}

/** Returns what the `revoke` of a CA returned. Throws an `ApiError` 'invalid-argument' unless it is an outcome. */
export function checkRevocationOutcome(outcome: RevocationOutcome): RevocationOutcome {
  checkState(outcome, revocationStates, 'revoke');
  return outcome;
}

function checkState(outcome: unknown, states: readonly string[], of: string): void {
  if (isRecord(outcome) && typeof outcome.state === 'string' && states.includes(outcome.state)) return;
  throw invalidArgument(
    `The function ${of} of a CA must return an outcome, whose state is one of ${states.join(', ')}; it returned ${kindOf(outcome)}.`,
  );
}
