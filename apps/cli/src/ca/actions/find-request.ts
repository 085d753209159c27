import type { CaStore, StoredRequest } from '@certbridge/ca-host';
import { parseRequestId } from '@certbridge/ca-plugin';
import { parseSerialNumber } from '@certbridge/certificate';
import { badInput } from '../../configuration-error.ts';

/**
 * Finds a request by its id or serial number; undefined where the database has none.
 *
 * Throws a ConfigurationError if the serial number is that of a certificate which a reissue has replaced: SCM and the
 * database have another one under its id, which must not be mistaken for it.
 */
export function findKnown(
  { requests }: Pick<CaStore, 'requests'>,
  idOrSerialNumber: string,
): StoredRequest | undefined {
  const request = requests.find(idOrSerialNumber);
  const current = request?.certificate?.serialNumber;
  const serialNumber = parseSerialNumber(idOrSerialNumber);
  if (request === undefined || current === undefined || serialNumber === current) return request;
  const sslId = parseRequestId(idOrSerialNumber);
  if (sslId !== undefined && sslId === parseRequestId(request.id)) return request;
  throw badInput(
    `Request ${request.id} has the serial number ${current} now: its certificate ${serialNumber ?? ''} was replaced`,
    `Name the request by its id or by ${current} if the new certificate is meant.`,
  );
}

/** Finds a request of the database by its id or serial number. Throws a ConfigurationError if there is none. */
export function findRequest(store: Pick<CaStore, 'requests'>, idOrSerialNumber: string): StoredRequest {
  const request = findKnown(store, idOrSerialNumber);
  if (request !== undefined) return request;
  checkNotation(idOrSerialNumber);
  throw badInput(
    `The database has no request with the id or serial number ${idOrSerialNumber}`,
    `certbridge ca list shows those it has, and certbridge ca get ${idOrSerialNumber} reads it from SCM.`,
  );
}

/** Throws a ConfigurationError for what is neither an id nor a serial number. */
export function checkNotation(text: string): void {
  if (parseRequestId(text) !== undefined || parseSerialNumber(text) !== undefined) return;
  throw badInput(
    `${text} is neither the id of a request nor a serial number`,
    'An id is a whole number, a serial number hexadecimal, with or without colons, blanks or dashes.',
  );
}
