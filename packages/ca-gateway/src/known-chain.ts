import type { HostCallOptions, HostedCa } from '@certbridge/ca-host';
import { getLogger } from '@logtape/logtape';
import { isCaError } from './use-ca.ts';

const logger = getLogger(['certbridge', 'ca-gateway']);

/** Returns the chain of an issuer where it is known or can be read, else none; why it can't be is logged. */
export async function knownChain(
  ca: HostedCa,
  { issuer, options }: { readonly issuer: string; readonly options: HostCallOptions },
): Promise<readonly Uint8Array[]> {
  try {
    return await ca.chainOf(issuer, options);
  } catch (error) {
    if (!isCaError(error)) throw error;
    const { message: reason } = error;
    logger.warn("{ca}: the chain of {issuer} can't be read: {reason}", { ca: ca.name, issuer, reason });
    return [];
  }
}
