import { trimInvisible } from '@certbridge/plain-text';
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
 * The record comes back under the id it was asked for by, which may be one of an older gateway.
 *
 * Throws a `CaPluginError`: 'invalid-request' if the id is not valid, 'not-found' where SCM shows no such request, 'bad-record'
 * where the record is in a state that is not known or SCM gives out another one's certificate, 'unavailable' where SCM can't be
 * read.
 */
export async function getSingleRecord(
  caRequestId: string,
  { client }: Pick<PluginContext, 'client'>,
  { signal }: CallOptions,
): Promise<CertificateRecord> {
  const sslId = readRequestId(caRequestId);
  try {
    const record = await readRecord(await client.certificates.get(sslId, { signal }), { client, signal });
    if ('problem' in record) throw new CaPluginError(record.problem, { code: 'bad-record' });
    return { ...record, caRequestId: trimInvisible(caRequestId) };
  } catch (error) {
    throw toCaPluginError(error, signal);
  }
}
