import { CaPluginError, EndEntityStatus, type RevocationRequest } from '@certbridge/ca-plugin';
import type { StoredRequest } from '../contract/ca-store.ts';
import type { HostCallOptions } from '../contract/hosted-ca.ts';
import type { HostedPlugin } from '../hosted-plugin.ts';

/** What became of a revocation. */
export interface KeptRevocation {
  /** Whether the authority's own date and reason could be read. */
  readonly isRead: boolean;
  /** Whether the certificate was revoked before, or by somebody who was faster, so that nothing was done. */
  readonly wasRevoked: boolean;
}

/** What to revoke, and why. */
type RevocationOrder = Pick<RevocationRequest, 'serialNumber' | 'reason'> & HostCallOptions;

/**
 * Revokes the certificate of a request and keeps how it stands then. Throws a CaPluginError where the authority refuses it or
 * can't be asked.
 */
export async function revokeCertificate(
  host: HostedPlugin,
  request: Pick<StoredRequest, 'id' | 'status' | 'productId'>,
  { signal, ...revocation }: RevocationOrder,
): Promise<KeptRevocation> {
  const { plugin, store } = host;
  const { id, productId } = request;
  const { serialNumber, reason } = revocation;
  let wasRevoked = false;
  const onRevokedBefore = () => {
    wasRevoked = true;
  };
  const status = await plugin.revoke({ caRequestId: id, serialNumber, reason }, { signal, onRevokedBefore });
  const isRead = await readRevocation(host, id, { signal });
  if (!isRead && request.status !== EndEntityStatus.Revoked) {
    const record = {
      ...{ caRequestId: id, certificate: null, serialNumber, csr: null, productId, status },
      ...{ revocationDate: null, revocationReason: wasRevoked ? null : reason, statusMessage: null },
    };
    await store.requests.keep([record], { at: new Date() });
  }
  return { isRead, wasRevoked };
}

/** Keeps the authority's own date and reason, and tells whether they could be read. */
async function readRevocation(
  { plugin, store }: HostedPlugin,
  id: string,
  { signal }: HostCallOptions,
): Promise<boolean> {
  try {
    await store.requests.keep([await plugin.getSingleRecord(id, { signal })], { at: new Date() });
    return true;
  } catch (error) {
    if (error instanceof CaPluginError) return false;
    throw error;
  }
}
