import type { HostedCa } from '@certbridge/ca-host';
import { GatewayError } from '../gateway-error.ts';
import { isReady } from '../is-ready.ts';

/** A first scan takes a while. */
const RETRY_SECONDS = 30;

/**
 * Throws a GatewayError unless all that some CAs have was read once. Before that a list or a number would be of a part, and a reader would take
 * it for all.
 */
export function requireAllRead(cas: readonly HostedCa[]): void {
  if (!cas.every(isReady)) throw notAllRead();
}

/** Creates the error for a certificate that the first scan may still find. */
export function notAllRead(): GatewayError {
  return new GatewayError(503, 'Not all certificates of the CA were read yet. Try again later.', {
    retryAfter: RETRY_SECONDS,
  });
}
