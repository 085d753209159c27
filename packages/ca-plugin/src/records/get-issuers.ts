import type { X509Certificate } from 'node:crypto';
import type { CallOptions } from '../contract/ca-plugin.ts';
import { CaPluginError } from '../contract/ca-plugin-error.ts';
import { toCaPluginError } from '../describe-failure.ts';
import type { PluginContext } from '../plugin-context.ts';
import { readRequestId } from './request-id.ts';

/**
 * Downloads the issuers of a request's certificate, its own issuer first, as DER. What SCM sends beside them is left out.
 *
 * Throws a `CaPluginError`: 'invalid-request' if the id is not valid, 'not-found' where there is no certificate to be had,
 * 'unavailable' where SCM can't be read.
 */
export async function getIssuers(
  caRequestId: string,
  { client }: Pick<PluginContext, 'client'>,
  { signal }: CallOptions,
): Promise<readonly Uint8Array[]> {
  const sslId = readRequestId(caRequestId);
  try {
    const collected = await client.certificates.collect(sslId, { format: 'x509', signal });
    if (collected.status === 'issued') {
      return issuersIn(collected.certificates.map(({ x509 }) => x509)).map(({ raw }) => new Uint8Array(raw));
    }
  } catch (error) {
    throw toCaPluginError(error, signal);
  }
  throw new CaPluginError(
    `SCM gives out no certificate for request ${sslId}, so its issuers are not known. Ask by a certificate that is issued and not revoked.`,
    { code: 'not-found' },
  );
}

/** The certificates come as a chain, and what does not belong to it behind. */
function issuersIn([leaf, ...others]: readonly X509Certificate[]): X509Certificate[] {
  const issuers: X509Certificate[] = [];
  let last = leaf;
  for (const next of others) {
    if (last?.checkIssued(next) !== true) break;
    issuers.push(next);
    last = next;
  }
  return issuers;
}
