import type { CaStore } from '../database/ca-store.ts';
import type { StoredRequest } from '../database/request-row.ts';
import { badInput } from './ca-error.ts';

/** Finds a request by its id or serial number. Throws a CaCommandError where the database has none. */
export function findRequest(
  { requests }: Pick<CaStore, 'requests'>,
  idOrSerialNumber: string,
): StoredRequest {
  const request = requests.find(idOrSerialNumber);
  if (request !== undefined) return request;
  throw badInput(
    `The database has no request with the id or serial number ${idOrSerialNumber}`,
    'certbridge ca list shows those it has, and certbridge ca sync brings what the certificate authority has.',
  );
}
