import { CaPluginError } from '../contract/ca-plugin-error.ts';

const largestId = 2_147_483_647;

/** Reads the id of a request, which is an sslId as text. Throws a `CaPluginError` 'invalid-request' for one that is none. */
export function readRequestId(caRequestId: string): number {
  const sslId = /^[1-9]\d{0,9}$/.test(caRequestId) ? Number(caRequestId) : 0;
  if (sslId >= 1 && sslId <= largestId) return sslId;
  throw new CaPluginError(
    'The id of the request is not one of SCM: it must be a whole number from 1, as the synchronization gives it.',
    { code: 'invalid-request' },
  );
}
