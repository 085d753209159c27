import type { Context } from 'hono';
import { toGatewayError } from '../to-gateway-error.ts';

/** Renders whatever ended a request of EST as text for people. [RFC 7030, section 4.2.3] */
export function renderEstError(error: Error, context: Context): Response {
  const { status, message, retryAfter } = toGatewayError(error, context);
  return context.text(`${message}\n`, status, {
    ...(status === 401 && { 'WWW-Authenticate': 'Basic realm="EST", charset="UTF-8"' }),
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
  });
}
