import type { ApiError } from '@certbridge/rest-client';
import { invalidArgument } from './arguments.ts';

/**
 * Returns the permissions named in a 'forbidden' error, such as `/certificates/collections/read/`; empty if Command names
 * none. Command 11 and later write them as paths; the wording around them isn't documented.
 */
export function missingPermissions(error: ApiError): string[] {
  if (typeof error !== 'object' || error === null)
    throw invalidArgument('Argument 1 of missingPermissions must be an ApiError.');
  if (error.code !== 'forbidden') return [];
  return [...new Set(error.apiMessage?.match(/\/(?:[a-z0-9_-]+\/)+/gi) ?? [])];
}
