import { X509Certificate } from 'node:crypto';
import { ApiError } from '@certbridge/sectigo-client';
import { EndEntityStatus } from '../contract/end-entity-status.ts';
import type { EnrollmentResult } from '../contract/enrollment.ts';
import type { RecordedOrder } from '../contract/order-ledger.ts';
import type { PluginContext } from '../plugin-context.ts';
import { findRecords } from './find-order.ts';
import { type PickUp, pickUp } from './pick-up.ts';
import { isUnclear, notTheOrders, unclear } from './results.ts';
import { findForeignSign, isReferredBy } from './whose-record.ts';

const ended: readonly string[] = ['Revoked', 'Declined', 'Rejected', 'Invalid'];

/**
 * Reads what an earlier order of the same content gives now; undefined where it gives nothing any more, so that the same is
 * to be ordered anew: it failed, its certificate was revoked, or has less than a third of its life ahead. A record that may
 * be another order's is no reason to order again, whatever became of it.
 *
 * Throws the client's `ApiError` where SCM can't be asked.
 */
export async function readEarlierOrder(
  target: PickUp,
  context: PluginContext,
  signal: AbortSignal,
): Promise<EnrollmentResult | undefined> {
  const { order, recorded } = target;
  try {
    const details = await context.client.certificates.get(order.sslId, { signal });
    const hasEnded = ended.includes(details.status);
    const isReferred = isReferredBy(details, recorded);
    // What has the reference is compared by its key, as soon as it is issued.
    const sign =
      isReferred && !hasEnded
        ? undefined
        : (findForeignSign(details, recorded) ??
          (isReferred ? undefined : await findOther(recorded, { ...context, signal })));
    if (sign !== undefined) return notTheOrders(order, sign);
    if (hasEnded) return undefined;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'not-found') throw error;
    return unclear(
      `The same was ordered before, as order ${order.sslId}, which SCM does not show any more, so nothing was ordered again. Look for it in SCM.`,
    );
  }
  const result = await pickUp(target, context, signal);
  switch (result.status) {
    case EndEntityStatus.ExternalValidation:
      return result;
    case EndEntityStatus.Generated:
      return hasLifeAhead(result.certificate, context.clock.now()) ? result : undefined;
    default:
      return isUnclear(result) ? result : undefined;
  }
}

/** Looks for a record that is rather the order than the one that SCM's answer named, and says what it is; undefined where there is none. */
async function findOther(
  recorded: RecordedOrder,
  search: Omit<Parameters<typeof findRecords>[1], 'onDoubt'>,
): Promise<string | undefined> {
  if (recorded.kind !== 'new') return undefined;
  const doubts: string[] = [];
  const [other] = await findRecords(recorded, { ...search, onDoubt: (problem) => doubts.push(problem) });
  if (other !== undefined) return `record ${other} has the reference in its comments`;
  return doubts.length === 0 ? undefined : `another one may be it. ${doubts.join(' ')}`;
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
