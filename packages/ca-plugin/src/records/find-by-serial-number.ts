import { parseSerialNumber } from '@certbridge/certificate';
import type { SectigoClient, SslDetails } from '@certbridge/sectigo-client';
import type { CallOptions } from '../contract/ca-plugin.ts';
import { CaPluginError } from '../contract/ca-plugin-error.ts';
import type { PluginContext } from '../plugin-context.ts';

/** Where serial numbers are looked for. */
export interface SerialNumberSearch {
  readonly client: Pick<SectigoClient, 'certificates'>;
  readonly signal?: AbortSignal | undefined;
}

/** Lists the ids of SCM's records that have a serial number, given in canonical form; mostly one, or none. */
export async function findBySerialNumber(
  serialNumber: string,
  { client, signal }: SerialNumberSearch,
): Promise<readonly number[]> {
  const ids: number[] = [];
  for await (const row of client.certificates.list({ serialNumber }, { signal })) {
    // Whether the filter compares the whole number is not documented.
    if (parseSerialNumber(row.serialNumber) === serialNumber) ids.push(row.sslId);
  }
  return ids;
}

/** Finds requests by the serial number of their certificate. Throws a `CaPluginError` 'invalid-request' if the number is not valid. */
export async function findRequestIds(
  text: string,
  { client }: Pick<PluginContext, 'client'>,
  { signal }: CallOptions,
): Promise<readonly string[]> {
  return (await findBySerialNumber(readSerialNumber(text), { client, signal })).map(String);
}

/** Reads a serial number in any notation. Throws a `CaPluginError` 'invalid-request' if it is not valid. */
export function readSerialNumber(text: string): string {
  const serialNumber = parseSerialNumber(text);
  if (serialNumber !== undefined) return serialNumber;
  throw new CaPluginError(
    'The serial number must be hexadecimal, with or without colons, blanks or dashes.',
    { code: 'invalid-request' },
  );
}

/** Returns whether a record has a serial number, given in canonical form; if its details lack one, the list is asked. */
export async function hasSerialNumber(
  { sslId, serialNumber }: Pick<SslDetails, 'sslId' | 'serialNumber'>,
  wanted: string,
  search: SerialNumberSearch,
): Promise<boolean> {
  const shown = parseSerialNumber(serialNumber);
  return shown === undefined ? (await findBySerialNumber(wanted, search)).includes(sslId) : shown === wanted;
}
