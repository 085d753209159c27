import { padToBytes, parseSerialNumber } from '@certbridge/certificate';
import type { RestClient } from '@certbridge/rest-client';
import { invalidArgument } from './arguments.ts';
import type { CommandCertificate } from './command-certificate.ts';
import { field, or } from './query.ts';
import { type CertificateSearch, searchCertificates } from './search-certificates.ts';

/** Options of a search by serial number or thumbprint. Revoked and expired certificates are always included. */
export type FindOptions = Pick<
  CertificateSearch,
  'includeMetadata' | 'includeLocations' | 'includeHasPrivateKey' | 'collectionId' | 'signal'
>;

/** Finds certificates by serial number, in any notation and with any leading zeros. */
export async function findBySerialNumber(
  rest: RestClient,
  serialNumber: string,
  options: FindOptions,
): Promise<CommandCertificate[]> {
  const wanted = typeof serialNumber === 'string' ? parseSerialNumber(serialNumber) : undefined;
  if (wanted === undefined) throw notHexadecimal('serial number');
  const query = or(...serialSpellings(wanted).map((text) => field('SerialNumber').equals(text)));
  return find(rest, { query, ...options }, (row) => parseSerialNumber(row.SerialNumber) === wanted);
}

/** Finds the certificate with a SHA-1 thumbprint in any notation. */
export async function findByThumbprint(
  rest: RestClient,
  thumbprint: string,
  options: FindOptions,
): Promise<CommandCertificate | undefined> {
  const wanted = hexDigits(thumbprint, 'thumbprint');
  if (wanted.length !== 40) throw invalidArgument('A thumbprint (SHA-1) has 40 hexadecimal digits.');
  const query = field('Thumbprint').equals(wanted);
  const rows = await find(rest, { query, ...options }, (row) => row.Thumbprint?.toUpperCase() === wanted);
  return rows[0];
}

/** Checks the rows, because a server that doesn't know a parameter ignores it and returns everything. */
async function find(
  rest: RestClient,
  search: CertificateSearch,
  isWanted: (row: CommandCertificate) => boolean,
): Promise<CommandCertificate[]> {
  const found: CommandCertificate[] = [];
  for await (const row of searchCertificates(rest, {
    ...search,
    includeRevoked: true,
    includeExpired: true,
  })) {
    if (isWanted(row)) found.push(row);
  }
  return found;
}

/** The notations Command may store: digits in pairs, with or without the sign byte, or without leading zeros. */
export function serialSpellings(serial: string): string[] {
  const padded = padToBytes(serial);
  return [...new Set([padded, serial, `00${padded}`])];
}

function hexDigits(text: string, label: string): string {
  if (typeof text !== 'string') throw notHexadecimal(label);
  // The certificate dialog of Windows puts an invisible format character (Unicode Cf) before the first digit that is copied.
  const digits = text.replace(/[\s:\-\p{Cf}]/gu, '').toUpperCase();
  if (/^[0-9A-F]+$/.test(digits)) return digits;
  throw notHexadecimal(label);
}

function notHexadecimal(label: string): Error {
  return invalidArgument(
    `A ${label} holds hexadecimal digits, also with colons, blanks or dashes between them.`,
  );
}
