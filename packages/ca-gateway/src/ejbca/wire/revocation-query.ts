import { GatewayError } from '../../gateway-error.ts';
import { parseXmlDateTime } from './dates.ts';
import { acceptedReasonNames, isAcceptedReason, parseRevocationReason } from './revocation-reasons.ts';

/** The query of a revocation. */
export interface RevocationQuery {
  readonly reason: string | undefined;
  readonly date: string | undefined;
  readonly invalidityDate: string | undefined;
}

/** The Java CLI always sends the current date, and clocks differ. */
const toleranceMs = 5 * 60_000;

/** Checks what a revocation asks for, and returns the reason. Throws a GatewayError where SCM can't do it. */
export function checkRevocationQuery({ reason, date, invalidityDate }: RevocationQuery, now: Date): number {
  const number = checkReason(reason);
  checkDate(date, now);
  const invalidSince = readDate(invalidityDate);
  if (invalidSince !== undefined && invalidSince.getTime() > now.getTime() + toleranceMs) throw inFuture();
  return number;
}

function checkReason(reason: string | undefined): number {
  if (reason === undefined || reason === '') {
    throw new GatewayError(400, `A reason is missing. The CA takes ${acceptedReasonNames}.`);
  }
  const number = parseRevocationReason(reason);
  if (number === undefined) {
    throw new GatewayError(400, `Invalid revocation reason. The CA takes ${acceptedReasonNames}.`);
  }
  if (!isAcceptedReason(number)) {
    // A hold is meant to end; the revocation that the CA has instead never does.
    throw new GatewayError(400, `The CA does not take this reason. It takes ${acceptedReasonNames}.`);
  }
  return number;
}

/** SCM revokes at once: a date around now is kept to, any other can't be. */
function checkDate(text: string | undefined, now: Date): void {
  const date = readDate(text);
  if (date === undefined) return;
  const difference = date.getTime() - now.getTime();
  if (difference > toleranceMs) throw inFuture();
  if (difference < -toleranceMs) {
    throw new GatewayError(422, 'The CA can revoke as of now only. Leave the date out.');
  }
}

function readDate(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const date = parseXmlDateTime(text);
  if (date === undefined) {
    throw new GatewayError(400, 'Invalid date. Write it as 2026-11-22T05:03:09Z, or with an offset.');
  }
  return date;
}

function inFuture(): GatewayError {
  return new GatewayError(400, 'Date in the future.');
}
