import type { Context } from 'hono';
import { errorBody } from '../error-body.ts';
import { toGatewayError } from '../to-gateway-error.ts';

/** Renders an error as the contract's Error schema. */
export function renderError(error: Error, context: Context): Response {
  const { status, message, retryAfter } = toGatewayError(error, context);
  return context.json(
    errorBody(status, message),
    status,
    retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) },
  );
}
