import type { HostCallOptions, HostedCa } from '@certbridge/ca-host';
import { getLogger } from '@logtape/logtape';
import { isCaError } from './use-ca.ts';

const logger = getLogger(['certbridge', 'ca-gateway']);

/** The issuers of a CA whose chains could not be read the last time. */
const unreadable = new WeakMap<HostedCa, Set<string>>();

/** Returns the chain of an issuer where it is known or can be read, else none; why it can't be is logged once, until it can. */
export async function knownChain(
  ca: HostedCa,
  { issuer, options }: { readonly issuer: string; readonly options: HostCallOptions },
): Promise<readonly Uint8Array[]> {
  const told = unreadable.get(ca) ?? new Set();
  unreadable.set(ca, told);
  try {
    const chain = await ca.chainOf(issuer, options);
    told.delete(issuer);
    return chain;
  } catch (error) {
    if (!isCaError(error)) throw error;
    const { message: reason } = error;
    if (!told.has(issuer))
      logger.warn("{ca}: the chain of {issuer} can't be read: {reason}", { ca: ca.name, issuer, reason });
    told.add(issuer);
    return [];
  }
}
