import { getLogger } from '@logtape/logtape';
import type { Context } from 'hono';
import { GatewayError } from './gateway-error.ts';

const logger = getLogger(['certbridge', 'ca-gateway']);

/** Logs what the caller is not told of an error, and returns what it is told. */
export function toGatewayError(error: Error, context: Context): GatewayError {
  const requestId: unknown = context.get('requestId');
  if (error instanceof GatewayError) {
    if (error.detail !== undefined) logger.info('{detail}', { detail: error.detail, requestId });
    return error;
  }
  logger.error('A request failed: {error}', { error: error.name, message: error.message, requestId });
  return new GatewayError(500, 'The gateway failed. Its log says why.');
}
