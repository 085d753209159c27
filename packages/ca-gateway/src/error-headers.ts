import type { GatewayError } from './gateway-error.ts';

const TOO_LARGE = 413;

/** Returns the headers of an error that are the same in every protocol. */
export function errorHeaders({
  status,
  retryAfter,
}: Pick<GatewayError, 'status' | 'retryAfter'>): Record<string, string> {
  return {
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    // The rest of the body is not read, so nothing can follow it.
    ...(status === TOO_LARGE && { Connection: 'close' }),
  };
}
