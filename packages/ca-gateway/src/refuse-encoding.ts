import type { HonoRequest } from 'hono';
import { GatewayError } from './gateway-error.ts';

/** Throws a GatewayError where a body is compressed or encoded in another way. [RFC 9110, section 8.4] */
export function refuseEncoding(request: HonoRequest): void {
  const encoding = request.header('Content-Encoding')?.trim().toLowerCase();
  if (encoding === undefined || encoding === '' || encoding === 'identity') return;
  throw new GatewayError(415, 'Send the body without a Content-Encoding.');
}
