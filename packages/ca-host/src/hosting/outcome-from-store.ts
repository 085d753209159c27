import { EndEntityStatus, type RecordedOrder } from '@certbridge/ca-plugin';
import type { OrderOutcome } from '../contract/hosted-ca.ts';
import { isNearItsEnd } from './find-renewable.ts';
import type { HostContext } from './host-context.ts';

/**
 * Tells what became of an order as it was last seen, while the authority can't be asked; undefined where that
 * is not for certain what it would be told to be.
 */
export function outcomeFromStore(
  { name, store, certificates, now }: HostContext,
  { requestId }: RecordedOrder,
): OrderOutcome | undefined {
  if (requestId === null) return undefined;
  const request = store.requests.find(requestId);
  if (request === undefined || request.status === EndEntityStatus.ExternalValidation) {
    return { state: 'waiting', requestId, reason: "It is placed, and its state can't be read now." };
  }
  if (request.status !== EndEntityStatus.Generated) return undefined;
  const certificate = certificates.ofRequest(name, requestId);
  const isGood = certificate !== undefined && !isNearItsEnd(certificate, now());
  return isGood ? { state: 'issued', certificate, isRepeated: true } : undefined;
}
