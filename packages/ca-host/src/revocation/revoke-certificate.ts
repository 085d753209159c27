import { CaPluginError, EndEntityStatus } from '@certbridge/ca-plugin';
import { required, type Shape } from '@certbridge/rest-client';
import { checkStep } from '../arguments/check-step.ts';
import { checkNumber, checkText } from '../arguments/check-values.ts';
import type { StoredRequest } from '../contract/ca-store.ts';
import type { HostCallOptions } from '../contract/hosted-ca.ts';
import type { HostedPlugin } from '../hosted-plugin.ts';

/** The outcome of a revocation. */
export interface KeptRevocation {
  /** Whether the authority's own date and reason could be read. */
  readonly isRead: boolean;
  /** Whether the certificate was revoked before, or by somebody who was faster, so that nothing was done. */
  readonly wasRevoked: boolean;
}

/** What to revoke, and why. */
export interface RevokeCertificateOptions extends HostCallOptions {
  /** That of the certificate that is meant; the request may have another one by now. */
  readonly serialNumber: string;
  /** CRLReason of RFC 5280. */
  readonly reason: number;
  /** Called once the authority has revoked it, before that is recorded. */
  readonly onRevoked?: ((known: Pick<KeptRevocation, 'wasRevoked'>) => void) | undefined;
}

const takes = required('option', {
  signal: 'signal?',
  serialNumber: 'text',
  reason: 'number',
  onRevoked: 'function?',
} satisfies Shape<RevokeCertificateOptions>);

/**
 * Revokes the certificate of a request and keeps how it stands then. Throws a CaPluginError where the authority refuses it or
 * can't be asked.
 */
export async function revokeCertificate(
  host: HostedPlugin,
  request: Pick<StoredRequest, 'id' | 'status' | 'productId'>,
  options: RevokeCertificateOptions,
): Promise<KeptRevocation> {
  checkStep({ of: 'revokeCertificate', host, options, takes, position: 3 });
  checkText(request?.id, 'The id of argument 2 of revokeCertificate');
  checkNumber(options.reason, 'The option reason of revokeCertificate');
  const { plugin, store } = host;
  const { id, productId } = request;
  const { serialNumber, reason, signal } = options;
  let wasRevoked = false;
  const onRevokedBefore = () => {
    wasRevoked = true;
  };
  const status = await plugin.revoke({ caRequestId: id, serialNumber, reason }, { signal, onRevokedBefore });
  options.onRevoked?.({ wasRevoked });
  const isRead = await readRevocation(host, id, { signal });
  if (!isRead && request.status !== EndEntityStatus.Revoked) {
    const record = {
      caRequestId: id,
      certificate: null,
      serialNumber,
      csr: null,
      productId,
      status,
      revocationDate: null,
      revocationReason: wasRevoked ? null : reason,
      statusMessage: null,
    };
    await store.requests.keep([record], { at: new Date() });
  }
  return { isRead, wasRevoked };
}

/** Keeps the authority's own date and reason, and returns whether they could be read. */
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
