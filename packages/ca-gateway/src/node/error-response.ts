import { getLogger } from '@logtape/logtape';
import { describeError } from '../describe-error.ts';
import { errorBody } from '../error-body.ts';

const logger = getLogger(['certbridge', 'ca-gateway']);

/**
 * Creates the response to a request that does not reach the app, for `errorHandler` of @hono/node-server: to a host or target that makes no
 * URL. Nothing of the request is in it.
 */
export function errorResponse(error: unknown): Response {
  const name = error instanceof Error ? error.name : 'unknown';
  if (name !== 'RequestError') {
    logger.error('A request failed before the gateway had it: {errorName}: {errorMessage}', {
      ...describeError(error),
    });
    return Response.json(errorBody(500, 'The gateway failed. Its log says why.'), { status: 500 });
  }
  logger.debug('A request makes no URL.');
  const message =
    'The request has no usable host or target. Send one Host header, and a path that begins with /.';
  return Response.json(errorBody(400, message), { status: 400, headers: { Connection: 'close' } });
}
