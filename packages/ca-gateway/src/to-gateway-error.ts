import { DatabaseError, TooManySearchesError } from '@certbridge/ca-host';
import { visibleText } from '@certbridge/plain-text';
import { getLogger } from '@logtape/logtape';
import type { Context } from 'hono';
import { describeError } from './describe-error.ts';
import { GatewayError } from './gateway-error.ts';
import { caUnavailable, isCaError } from './use-ca.ts';

const logger = getLogger(['certbridge', 'ca-gateway']);

/** Enough for those that wait to become fewer. */
const SEARCH_AGAIN_SECONDS = 10;
/** For a database or CA that can't be used now. */
const RETRY_SECONDS = 30;

/** Logs an error in full, and returns what the caller may know of it. */
export function toGatewayError(error: Error, context: Context): GatewayError {
  const requestId: unknown = context.get('requestId');
  if (error instanceof GatewayError) {
    // Names are in it, and why one is refused may be a character that can't be seen.
    if (error.detail !== undefined) logger.info('{detail}', { detail: visibleText(error.detail), requestId });
    return error;
  }
  if (error instanceof TooManySearchesError) {
    return new GatewayError(503, error.message, { retryAfter: SEARCH_AGAIN_SECONDS });
  }
  if (error instanceof DatabaseError) {
    const { message: reason, remedy } = error;
    logger.error('A request could not be done: {reason} {remedy}', { reason, remedy, requestId });
    return new GatewayError(503, "The gateway can't use its database now. Its log says why.", {
      retryAfter: RETRY_SECONDS,
    });
  }
  if (isCaError(error)) return toGatewayError(caUnavailable(error, RETRY_SECONDS), context);
  if (isBrokenOff(error, context.req.raw)) {
    logger.debug('A client broke its request off', { requestId });
    return new GatewayError(400, 'The request was broken off.');
  }
  logger.error('A request failed: {errorName}: {errorMessage}', { ...describeError(error), requestId });
  return new GatewayError(500, 'The gateway failed. Its log says why.');
}

/** Whether the client left before the end of its body. Any other failure after a client has left is an ordinary error. */
function isBrokenOff(error: Error & { readonly code?: unknown }, { signal }: Request): boolean {
  if (!signal.aborted) return false;
  const isOfConnection = error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE';
  return isOfConnection || error.name === 'AbortError' || error.message === String(signal.reason);
}
