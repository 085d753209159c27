import { readRequest, type StoredRequest } from '@certbridge/ca-host';
import { EndEntityStatus, parseRequestId } from '@certbridge/ca-plugin';
import { badInput } from '../../configuration-error.ts';
import type { ConnectedHost } from './connected-run.ts';
import { checkNotation, findKnown } from './find-request.ts';

/** Finds the id of a request by id or serial number, in the database or else in SCM. Throws a ConfigurationError if there is none. */
export async function findId(
  { store, plugin, io }: ConnectedHost,
  idOrSerialNumber: string,
): Promise<string> {
  const known = findKnown(store, idOrSerialNumber);
  if (known !== undefined) return known.id;
  const sslId = parseRequestId(idOrSerialNumber);
  if (sslId !== undefined) return String(sslId);
  checkNotation(idOrSerialNumber);
  const [found, ...others] = await plugin.findRequestIds(idOrSerialNumber, { signal: io.signal });
  if (found === undefined) {
    throw badInput(
      `Neither the database nor SCM has a certificate with the serial number ${idOrSerialNumber}`,
      'Look whether it is that of the certificate, and whether the login may see it.',
    );
  }
  if (others.length === 0) return found;
  throw badInput(
    `SCM has several records with the serial number ${idOrSerialNumber}: ${[found, ...others].join(', ')}`,
    'Name the one that is meant by its id.',
  );
}

/**
 * Finds a request with its certificate, by id or serial number: in the database, or else in SCM, where it is read and kept.
 * A request without one is returned as it is.
 */
export async function findWithCertificate(
  host: ConnectedHost,
  idOrSerialNumber: string,
): Promise<StoredRequest> {
  const known = findKnown(host.store, idOrSerialNumber);
  if (known !== undefined && (known.certificate !== null || known.status === EndEntityStatus.Revoked))
    return known;
  return readRequest(host, await findId(host, idOrSerialNumber), { signal: host.io.signal });
}
