import type { CallOptions } from '../contract/ca-plugin.ts';
import { CaPluginError } from '../contract/ca-plugin-error.ts';
import type { CertificateRecord } from '../contract/certificate-record.ts';
import { toCaPluginError } from '../describe-failure.ts';
import type { PluginContext } from '../plugin-context.ts';
import { readRecord } from './read-record.ts';
import { readRequestId } from './request-id.ts';

/**
 * Reads how a request stands now, with its certificate where SCM gives it out, and waits for nothing.
 *
 * Throws a `CaPluginError`: 'invalid-request' for what is no id, 'not-found' where SCM shows no such request, 'unavailable'
 * where SCM can't be read or says what can't be understood.
 */
export async function getSingleRecord(
  caRequestId: string,
  { client }: Pick<PluginContext, 'client'>,
  { signal }: CallOptions,
): Promise<CertificateRecord> {
  const sslId = readRequestId(caRequestId);
  try {
    const record = await readRecord(await client.certificates.get(sslId, { signal }), { client, signal });
    if ('problem' in record) throw new CaPluginError(record.problem, { code: 'unavailable' });
    return record;
  } catch (error) {
    throw toCaPluginError(error, signal);
  }
}
