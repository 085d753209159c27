import type { ApiError } from '@certbridge/rest-client';

/**
 * Returns the permissions that a 'forbidden' error names, such as `/certificates/collections/read/`; empty where Command names
 * none. Command 11 and later write them as paths; the wording around them is not published.
 */
export function missingPermissions(error: ApiError): string[] {
  if (error.code !== 'forbidden') return [];
  return [...new Set(error.apiMessage?.match(/\/(?:[a-z0-9_-]+\/)+/gi) ?? [])];
}
