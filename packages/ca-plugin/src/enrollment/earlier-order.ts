import { X509Certificate } from 'node:crypto';
import { ApiError } from '@certbridge/sectigo-client';
import { EndEntityStatus } from '../contract/end-entity-status.ts';
import type { EnrollmentResult } from '../contract/enrollment.ts';
import type { RecordedOrder } from '../contract/order-ledger.ts';
import type { PluginContext } from '../plugin-context.ts';
import { findRecords } from './find-order.ts';
import { type ForeignRecord, notShown, type PickUp, pickUp } from './pick-up.ts';
import { findForeignSign, isReferredBy } from './whose-record.ts';

/** An earlier order has ended without a certificate that can be used, so the same is ordered anew. */
export interface EndedOrder {
  /** What became of it, in words that continue "Request 7"; null where its certificate only grew old. */
  readonly end: string | null;
}

const ends: ReadonlyMap<string, string> = new Map([
  ['Revoked', 'was revoked'],
  ['Declined', 'was declined'],
  ['Rejected', 'was rejected'],
  ['Invalid', 'is invalid'],
]);

/**
 * Reads what an earlier order of the same content has led to. It has ended where it failed, its certificate was revoked, or has
 * less than a third of its life ahead. A record that may be another order's, or that SCM does not show, is no reason to order
 * again, whatever became of it, and is told.
 *
 * Throws the client's `ApiError` where SCM can't be asked.
 */
export async function readEarlierOrder(
  target: PickUp,
  context: PluginContext,
  signal: AbortSignal,
): Promise<EnrollmentResult | ForeignRecord | EndedOrder> {
  const { order, recorded } = target;
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
    if (end !== undefined) return { end };
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'not-found') throw error;
    return { sign: notShown };
  }
  const result = await pickUp(target, context, signal);
  if ('sign' in result) return result;
  switch (result.status) {
    case EndEntityStatus.ExternalValidation:
      return result;
    case EndEntityStatus.Generated:
      return hasLifeAhead(result.certificate, context.clock.now()) ? result : { end: null };
    default:
      return { end: result.status === EndEntityStatus.Revoked ? 'was revoked' : 'failed' };
  }
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
