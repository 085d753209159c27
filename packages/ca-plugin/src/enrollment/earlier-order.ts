import { X509Certificate } from 'node:crypto';
import { ApiError } from '@certbridge/sectigo-client';
import { EndEntityStatus } from '../contract/end-entity-status.ts';
import type { EnrollmentResult } from '../contract/enrollment.ts';
import type { RecordedOrder } from '../contract/order-ledger.ts';
import type { PluginContext } from '../plugin-context.ts';
import { mapStatus } from '../records/map-status.ts';
import { findRecords } from './find-order.ts';
import { type ForeignRecord, notShown, type PickUp, pickUp, type Waiting } from './pick-up.ts';
import type { OrderRefusal } from './refusal.ts';
import { failed } from './results.ts';
import { findForeignSign, isReferredBy } from './whose-record.ts';

/** An earlier order has ended without a certificate that can be used, so the same is ordered anew. */
export interface EndedOrder {
  /** Its outcome, in words that continue "Request 7"; null where its certificate only grew old. */
  readonly end: string | null;
  /** The result for a host to which what was declined stays declined; missing for what was not. */
  readonly declined?: EnrollmentResult | undefined;
}

const ends: ReadonlyMap<string, string> = new Map([
  ['Revoked', 'was revoked'],
  ['Declined', 'was declined'],
  ['Rejected', 'was rejected'],
  ['Invalid', 'is invalid'],
]);
/** CRLReason of RFC 5280, section 5.3.1. */
const keyCompromise = 1;

/**
 * Reads what an earlier order of the same content has led to. It has ended where it failed, its certificate was revoked, or has
 * less than a third of its life ahead. No certificate is ordered for a key that was compromised. A record that may be another order's, or that SCM does not show, does not justify ordering
 * again, whatever its outcome, and is reported.
 *
 * Throws the client's `ApiError` where SCM can't be asked.
 */
export async function readEarlierOrder(
  target: PickUp,
  context: PluginContext,
  { onRevoked, ...waiting }: Waiting & { readonly onRevoked: () => void },
): Promise<EnrollmentResult | ForeignRecord | EndedOrder | OrderRefusal> {
  const { order, recorded } = target;
  const { signal } = waiting.progress;
  try {
    const details = await context.client.certificates.get(order.sslId, { signal });
    const end = ends.get(details.status);
    const isReferred = isReferredBy(details, recorded);
    // What has the reference is compared by its key, as soon as it is issued.
    const sign = isReferred && end === undefined ? undefined : findForeignSign(details, recorded);
    if (sign !== undefined) return { sign };
    if (!isReferred && (await hasOther(recorded, { ...context, signal }))) {
      return { sign: 'another one may be it' };
    }
    if (details.status === 'Revoked') onRevoked();
    if (details.status === 'Revoked' && details.reasonCode === keyCompromise) return compromised(order.sslId);
    if (end !== undefined) return { end, declined: declined(target, details.status) };
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'not-found') throw error;
    return { sign: notShown };
  }
  const result = await pickUp(target, context, waiting);
  if ('sign' in result) return result;
  switch (result.status) {
    case EndEntityStatus.ExternalValidation:
      return result;
    case EndEntityStatus.Generated:
      return hasLifeAhead(result.certificate, context.clock.now()) ? result : { end: null };
    case EndEntityStatus.Revoked:
      onRevoked();
      return { end: 'was revoked' };
    default:
      return { end: 'failed', declined: result };
  }
}

function compromised(sslId: number): OrderRefusal {
  const problem = `Request ${sslId} was for the same key, and was revoked because that is compromised. Make a new key and a CSR for it.`;
  return { problem, about: 'key' };
}

function declined({ order }: PickUp, status: string): EnrollmentResult | undefined {
  const mapped = mapStatus(status);
  if (mapped?.status !== EndEntityStatus.Failed) return undefined;
  return failed(`Order ${order.sslId} was not fulfilled. ${mapped.message} Order with a new CSR.`, order);
}

/** Whether a record is rather the order than the one that SCM's response named, or may be. */
async function hasOther(
  recorded: RecordedOrder,
  search: Omit<Parameters<typeof findRecords>[1], 'onDoubt'>,
): Promise<boolean> {
  if (recorded.kind !== 'new') return false;
  let isDoubtful = false;
  const onDoubt = () => {
    isDoubtful = true;
  };
  const others = await findRecords(recorded, { ...search, onDoubt });
  return isDoubtful || others.length > 0;
}

/** Whether a certificate has more than a third of its life ahead. */
export function isYoung(
  { validFromDate, validToDate }: Pick<X509Certificate, 'validFromDate' | 'validToDate'>,
  now: Date,
): boolean {
  const life = validToDate.getTime() - validFromDate.getTime();
  return (validToDate.getTime() - now.getTime()) * 3 > life;
}

function hasLifeAhead(certificate: string | null, now: Date): boolean {
  return certificate !== null && isYoung(new X509Certificate(Buffer.from(certificate, 'base64')), now);
}
