import { EndEntityStatus, type EnrollmentResult } from '@certbridge/ca-plugin';
import { readStoredCertificate } from '../certificates/stored-certificate.ts';
import type { StoredRequest } from '../contract/ca-store.ts';
import type { OrderOutcome } from '../contract/hosted-ca.ts';
import { recordOf } from '../orders/record-of.ts';
import type { IdentifiedOrder } from './build-order.ts';
import type { HostContext } from './host-context.ts';
import { unknownProfile } from './unknown-profile.ts';

/** Keeps the outcome of an order, and returns it to the requester. */
export async function keepOutcome(
  context: HostContext,
  { enrollment, csr }: Pick<IdentifiedOrder, 'enrollment' | 'csr'>,
  result: EnrollmentResult,
): Promise<OrderOutcome> {
  const { caRequestId: requestId, status, statusMessage: reason, enrollmentContext } = result;
  if (requestId === '') return withoutRequest(result);
  const isRepeated = enrollmentContext.order === 'earlier';
  const { requests } = context.store;
  // What was just issued is not kept yet, unless a scan was quicker.
  const isNew = status === EndEntityStatus.Generated && !isRepeated;
  if (isNew || !isKept(result, requests.find(requestId))) {
    const record = recordOf(result, { productId: enrollment.productInfo.productId, csr });
    // What a power loss undoes is read again, since the order is recorded.
    await requests.keep([record], { at: context.now(), durability: 'kill' });
  }
  if (status === EndEntityStatus.ExternalValidation) {
    // Without how it was ordered: the same request again gets the same response.
    return { state: 'waiting', requestId, reason: enrollmentContext.waits ?? reason };
  }
  if (status !== EndEntityStatus.Generated) {
    const { publicReason } = enrollmentContext;
    return publicReason === undefined
      ? { state: 'rejected', requestId, reason }
      : { state: 'rejected', requestId, reason: publicReason, detail: reason };
  }
  const certificate = context.certificates.ofRequest(context.name, requestId);
  if (certificate === undefined) return { state: 'unavailable', reason, maybeOrdered: true };
  return { state: 'issued', certificate, isRepeated };
}

/** Nothing was ordered, or it isn't known. */
function withoutRequest({ statusMessage, enrollmentContext }: EnrollmentResult): OrderOutcome {
  const { response, refused = 'order', publicReason } = enrollmentContext;
  if (response === 'lost') return { state: 'unavailable', reason: statusMessage, maybeOrdered: true };
  const problem =
    refused === 'csr' || refused === 'key' ? refused : refused === 'product' ? 'profile' : 'order';
  if (ofTheRequest.has(refused)) return { state: 'invalid', problem, reason: statusMessage };
  const reason = publicReason ?? (problem === 'profile' ? unknownProfile : unfitSettings);
  return { state: 'invalid', problem, reason: `${reason} Nothing was ordered.`, detail: statusMessage };
}

/** Their messages hold only what the requester sent, and what profiles show to everybody. */
const ofTheRequest: ReadonlySet<string> = new Set(['csr', 'key', 'names']);
const unfitSettings =
  'The profile is set up in a way that SCM does not take. Its operator finds the reason in the log.';

/** Returns whether the store has this outcome already. */
function isKept({ certificate, status }: EnrollmentResult, request: StoredRequest | undefined): boolean {
  if (request === undefined) return false;
  // Nothing that is issued waits again: its state was not read.
  if (status === EndEntityStatus.ExternalValidation && isIssued(request)) return true;
  if (request.status !== status || request.csr === null) return false;
  if (certificate === null) return true;
  return request.certificate?.sha256 === readStoredCertificate(certificate).sha256;
}

function isIssued({ status }: StoredRequest): boolean {
  return status === EndEntityStatus.Generated || status === EndEntityStatus.Revoked;
}
