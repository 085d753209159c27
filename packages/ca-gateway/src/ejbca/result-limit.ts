import { GatewayError } from '../gateway-error.ts';

/** Throws a GatewayError where more results are asked for than a page may have. */
export function checkResultLimit(limit: number, most: number): void {
  if (limit < 1) {
    throw new GatewayError(400, 'Invalid maximum number of results, must be greater than 0.');
  }
  if (limit > most) {
    throw new GatewayError(400, `Invalid maximum number of results, cannot be more than ${most}.`);
  }
}
