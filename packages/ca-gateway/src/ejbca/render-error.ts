import { getLogger } from '@logtape/logtape';
import type { Context } from 'hono';
import { GatewayError } from '../gateway-error.ts';

const logger = getLogger(['certbridge', 'ca-gateway']);

/** Renders whatever ended a request as the contract's Error schema. */
export function renderError(error: Error, context: Context): Response {
  const { status, message, retryAfter } = toGatewayError(error, context);
  return context.json(
    { error_code: status, error_message: message },
    status,
    retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) },
  );
}

function toGatewayError(error: Error, context: Context): GatewayError {
  const requestId: unknown = context.get('requestId');
  if (error instanceof GatewayError) {
    if (error.detail !== undefined) logger.info('{detail}', { detail: error.detail, requestId });
    return error;
  }
  logger.error('A request failed: {error}', { error: error.name, message: error.message, requestId });
  return new GatewayError(500, 'The gateway failed. Its log says why.');
}
