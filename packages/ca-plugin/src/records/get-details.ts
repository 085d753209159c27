import type { SslDetails } from '@certbridge/sectigo-client';
import { CaPluginError } from '../contract/ca-plugin-error.ts';
import type { RecordReading } from './read-record.ts';

/** Reads the details of a record. Throws the client's `ApiError`, and a `CaPluginError` 'bad-record' where SCM tells another one's. */
export async function getDetails(sslId: number, { client, signal }: RecordReading): Promise<SslDetails> {
  const details = await client.certificates.get(sslId, { signal });
  if (details.sslId === sslId) return details;
  throw new CaPluginError(
    `SCM gives the details of certificate ${details.sslId} for those of ${sslId}, so they were not taken. Look at certificate ${sslId} in SCM.`,
    { code: 'bad-record' },
  );
}
