import { X509Certificate } from 'node:crypto';
import { EndEntityStatus, type RecordedOrder } from '@certbridge/ca-plugin';
import { readCertificateRequest } from '@certbridge/certificate/request';
import type { OrderOutcome } from '../contract/hosted-ca.ts';
import type { IssuedCertificate } from '../contract/issued-certificate.ts';
import { isNearItsEnd } from './find-renewable.ts';
import type { HostContext } from './host-context.ts';

/**
 * Returns the outcome of an order as it was last seen, while the authority can't be asked; undefined where the authority might
 * report another one.
 */
export function outcomeFromStore(
  { name, store, certificates, now }: HostContext,
  recorded: RecordedOrder,
): OrderOutcome | undefined {
  const { requestId } = recorded;
  if (requestId === null) return undefined;
  const request = store.requests.find(requestId);
  if (request === undefined || request.status === EndEntityStatus.ExternalValidation) {
    return { state: 'waiting', requestId, reason: "It is placed, and its state can't be read now." };
  }
  if (request.status !== EndEntityStatus.Generated) return undefined;
  const certificate = certificates.ofRequest(name, requestId);
  const isGood =
    certificate?.revocation === null && !isNearItsEnd(certificate, now()) && isFor(certificate, recorded);
  return isGood ? { state: 'issued', certificate, isRepeated: true } : undefined;
}

/** The record that SCM named for an order may be another one's. */
function isFor({ der }: IssuedCertificate, { csr }: RecordedOrder): boolean {
  const request = readCertificateRequest(csr);
  if ('problem' in request) return false;
  try {
    return request.publicKey?.equals(new X509Certificate(der).publicKey) === true;
  } catch {
    // Of an algorithm that Node does not know, and so not that of the order.
    return false;
  }
}
