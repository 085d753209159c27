import { X509Certificate } from 'node:crypto';
import { ApiError } from '@certbridge/sectigo-client';
import { EndEntityStatus } from '../contract/end-entity-status.ts';
import type { EnrollmentResult } from '../contract/enrollment.ts';
import type { PluginContext } from '../plugin-context.ts';
import { type PickUp, pickUp } from './pick-up.ts';
import { isUnclear, unclear } from './results.ts';

const ended: readonly string[] = ['Revoked', 'Declined', 'Rejected', 'Invalid'];

/**
 * Reads what an earlier order of the same content gives now; undefined where it gives nothing any more, so that the same is
 * to be ordered anew: it failed, its certificate was revoked, or has less than a third of its life ahead. A certificate for
 * another key says that the record may not be the order's, which is no reason to order again.
 *
 * Throws the client's `ApiError` where SCM can't be asked.
 */
export async function readEarlierOrder(
  target: PickUp,
  context: PluginContext,
  signal: AbortSignal,
): Promise<EnrollmentResult | undefined> {
  const { sslId } = target.order;
  try {
    const { status } = await context.client.certificates.get(sslId, { signal });
    if (ended.includes(status)) return undefined;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'not-found') throw error;
    return unclear(
      `The same was ordered before, as order ${sslId}, which SCM does not show any more, so nothing was ordered again. Look for it in SCM.`,
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
