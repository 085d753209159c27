import { GatewayError } from './gateway-error.ts';

/**
 * Creates the error for everything that is wrong with credentials or rights. Its text is always the same: the caller is not told why, the log is.
 */
export function accessRefused(detail: string): GatewayError {
  return new GatewayError(403, 'These credentials do not allow it. The log of the gateway says why.', {
    detail,
  });
}
