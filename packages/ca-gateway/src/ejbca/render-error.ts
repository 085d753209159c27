import type { Context } from 'hono';
import { toGatewayError } from '../to-gateway-error.ts';

/** Renders whatever ended a request as the contract's Error schema. */
export function renderError(error: Error, context: Context): Response {
  const { status, message, retryAfter } = toGatewayError(error, context);
  return context.json(
    { error_code: status, error_message: message },
    status,
    retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) },
  );
}
