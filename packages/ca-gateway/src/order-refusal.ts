import type { OrderOutcome } from '@certbridge/ca-host';
import { GatewayError } from './gateway-error.ts';

/**
 * Creates the error for an order that has no certificate, yet or for good. Why an authority can't be asked is for the operator: the log has
 * it.
 */
export function orderRefusal(
  outcome: Exclude<OrderOutcome, { state: 'issued' }>,
  retryAfter: number,
): GatewayError {
  switch (outcome.state) {
    case 'waiting':
      return new GatewayError(
        503,
        `${orderWaits(outcome)} Send the same request again to collect the certificate.`,
        { retryAfter },
      );
    case 'unavailable':
      return new GatewayError(
        503,
        `${describeUnavailable(outcome)} Send the same request again in ${retryAfter} s: nothing is ordered twice.`,
        { retryAfter, detail: outcome.reason },
      );
    case 'rejected':
      return new GatewayError(400, `Order ${outcome.requestId} was refused by the CA. ${outcome.reason}`, {
        detail: outcome.detail,
      });
    case 'invalid':
      return new GatewayError(400, outcome.reason, { detail: outcome.detail });
  }
}

function describeUnavailable({
  maybeOrdered,
  isUnsent,
  isUnrecorded,
}: Extract<OrderOutcome, { state: 'unavailable' }>): string {
  if (isUnrecorded === true) {
    if (isUnsent === true)
      return "The order has not been sent to the CA yet: nothing was ordered so far, since the gateway can't use its database now. The attempt may go on for a while.";
    return maybeOrdered
      ? "The gateway can't use its database now, so it is not known whether the CA has the order."
      : "The gateway can't use its database now, and nothing was ordered.";
  }
  if (!maybeOrdered) {
    return "The CA can't be asked now, and nothing was ordered. The gateway does not come back to it by itself.";
  }
  return isUnsent === true
    ? 'The order has not been sent to the CA yet: nothing was ordered so far. The attempt may go on for a while, and ends without an order where the CA does not respond.'
    : 'It is not known now whether the CA has the order.';
}

/** Says which order waits, and for what. */
export function orderWaits({ requestId, reason }: Extract<OrderOutcome, { state: 'waiting' }>): string {
  return `Order ${requestId} waits at the CA. ${reason}`;
}
