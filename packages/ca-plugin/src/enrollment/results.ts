import { EndEntityStatus } from '../contract/end-entity-status.ts';
import type { EnrollmentResult } from '../contract/enrollment.ts';
import type { OrderRefusal } from './refusal.ts';

/** An order that SCM has. */
export interface PlacedOrder {
  readonly sslId: number;
  /** Canonical serial number of the certificate that a reissue takes the place of; undefined for other orders. */
  readonly priorSerialNumber: string | undefined;
  /** Whether it is one of the same content that was placed before. */
  readonly isEarlier: boolean;
  /** A sentence on how it was ordered that the requester should know; null where there is none. */
  readonly note: string | null;
}

/** Nothing was ordered. The context says what is to blame. */
export function notOrdered({ problem, about, publicReason }: OrderRefusal): EnrollmentResult {
  const reason = publicReason === undefined ? {} : { publicReason };
  return {
    ...failed(`${problem} Nothing was ordered.`),
    enrollmentContext: { refused: about ?? 'order', ...reason },
  };
}

/** It is not known whether it was ordered. The context says so too, for a host that would otherwise order again. */
export function unclear(problem: string, { isTraceless = false, isMissing = false } = {}): EnrollmentResult {
  const trace = isTraceless ? { trace: 'none' as const } : {};
  const record = isMissing ? { record: 'missing' as const } : {};
  return { ...failed(problem), enrollmentContext: { response: 'lost', ...trace, ...record } };
}

/** The record of an order may be another one's, by a sign that completes "since", so the outcome of the order is open. */
export function notTheOrders(
  { sslId, isEarlier }: PlacedOrder,
  {
    sign,
    doubts,
    isMissing = false,
  }: { readonly sign: string; readonly doubts: readonly string[]; readonly isMissing?: boolean },
): EnrollmentResult {
  const opening = isEarlier
    ? `The same was ordered before, as order ${sslId}, so nothing was ordered again.`
    : `The order was sent, and SCM's response named record ${sslId}.`;
  const uncertainty = `It is not certain that this record is the order's, since ${sign}.`;
  return unclear([opening, uncertainty, ...doubts, 'Look for the order in SCM.'].join(' '), { isMissing });
}

/** The order failed. */
export function failed(
  statusMessage: string,
  order?: PlacedOrder,
  context: EnrollmentResult['enrollmentContext'] = {},
): EnrollmentResult {
  const result = resultOf(EndEntityStatus.Failed, statusMessage, order);
  return { ...result, enrollmentContext: { ...result.enrollmentContext, ...context } };
}

/** The order is placed, and the certificate comes later. `publicWhy` is what anyone may know of why. */
export function pending(order: PlacedOrder, why: string, publicWhy = why): EnrollmentResult {
  const result = resultOf(
    EndEntityStatus.ExternalValidation,
    `${opening(order)} ${why} The certificate will be picked up at the next synchronization.`,
    order,
  );
  return {
    ...result,
    enrollmentContext: { ...result.enrollmentContext, waits: joined(publicWhy, order.note) },
  };
}

/** The certificate, as base64 of its DER. */
export function issued(
  order: PlacedOrder,
  { certificate, note }: { certificate: string; note: string | null },
) {
  const what = order.isEarlier
    ? `${opening(order)} Its certificate is handed out.`
    : 'The certificate was issued.';
  const result = resultOf(EndEntityStatus.Generated, joined(what, note), order);
  return { ...result, certificate };
}

/** The certificate was revoked before it could be picked up. */
export function revoked(order: PlacedOrder): EnrollmentResult {
  return resultOf(
    EndEntityStatus.Revoked,
    `The certificate of order ${order.sslId} was revoked in SCM before it could be picked up.`,
    order,
  );
}

function resultOf(
  status: EndEntityStatus,
  message: string,
  order: PlacedOrder | undefined,
): EnrollmentResult {
  return {
    caRequestId: order === undefined ? '' : String(order.sslId),
    certificate: null,
    status,
    statusMessage: joined(message, order?.note ?? null),
    enrollmentContext: order?.isEarlier ? { order: 'earlier' } : {},
  };
}

function opening({ sslId, isEarlier }: PlacedOrder): string {
  return isEarlier
    ? `The same was ordered before, as order ${sslId}, so nothing was ordered again.`
    : `Order ${sslId} is placed.`;
}

function joined(sentence: string, note: string | null): string {
  return note === null ? sentence : `${sentence} ${note}`;
}
