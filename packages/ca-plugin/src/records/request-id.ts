import { trimInvisible } from '@certbridge/plain-text';
import { CaPluginError } from '../contract/ca-plugin-error.ts';

const largestId = 2_147_483_647;
/** Older gateways wrote the number of the order behind the sslId. */
const notation = /^([1-9]\d{0,9})(?:-\d+)?$/;

/**
 * Parses the id of a request: an sslId, or an id of an older gateway such as `1234-5678`, whose first part it is. Blanks and
 * invisible characters around it, which are often pasted along, don't matter.
 *
 * Returns the sslId, and undefined for text that is not an id.
 */
export function parseRequestId(caRequestId: string): number | undefined {
  const sslId = Number(notation.exec(trimInvisible(caRequestId))?.[1] ?? 0);
  return sslId >= 1 && sslId <= largestId ? sslId : undefined;
}

/** Reads the id of a request. Throws a `CaPluginError` 'invalid-request' if it is not valid. */
export function readRequestId(caRequestId: string): number {
  const sslId = parseRequestId(caRequestId);
  if (sslId !== undefined) return sslId;
  throw new CaPluginError(
    'The id of the request is not one of SCM: it must be a whole number from 1, as the synchronization returns it.',
    { code: 'invalid-request' },
  );
}
