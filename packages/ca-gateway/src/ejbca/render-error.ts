import type { Context } from 'hono';
import { errorBody } from '../error-body.ts';
import { errorHeaders } from '../error-headers.ts';
import { toGatewayError } from '../to-gateway-error.ts';

/** Renders an error as the contract's Error schema. */
export function renderError(error: Error, context: Context): Response {
  const told = toGatewayError(error, context);
  const { status, message } = told;
  return context.json(errorBody(status, message), status, errorHeaders(told));
}
