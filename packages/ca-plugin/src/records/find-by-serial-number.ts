import { padToBytes, parseSerialNumber } from '@certbridge/certificate';
import type { SectigoClient, SslDetails } from '@certbridge/sectigo-client';

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
  for (const spelling of spellings(serialNumber)) {
    const ids: number[] = [];
    for await (const row of client.certificates.list({ serialNumber: spelling }, { signal })) {
      // Whether the filter compares the whole number is not documented.
      if (parseSerialNumber(row.serialNumber) === serialNumber) ids.push(row.sslId);
    }
    if (ids.length > 0) return ids;
  }
  return [];
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

/**
 * Spellings to look for. Which ones the filter takes is not documented; bare digits in lower case, padded to whole bytes, are
 * known to work.
 */
function spellings(serialNumber: string): readonly string[] {
  return [...new Set([padToBytes(serialNumber).toLowerCase(), serialNumber])];
}
