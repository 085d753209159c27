import { parseSerialNumber } from '@certbridge/certificate';
import { ApiError, type ApiErrorCode } from '@certbridge/sectigo-client';
import { CaPluginError } from '../contract/ca-plugin-error.ts';
import { EndEntityStatus } from '../contract/end-entity-status.ts';
import type { EnrollmentResult } from '../contract/enrollment.ts';
import type { OpenOrderStatus, OrderStart, RecordedOrder } from '../contract/order-ledger.ts';
import type { PluginContext } from '../plugin-context.ts';
import { publicReason } from '../public-reason.ts';
import { mapStatus } from '../records/map-status.ts';
import { awaitOrder } from './await-order.ts';
import { findRecords, listIds } from './find-order.ts';
import { commentWith } from './order-identity.ts';
import type { OrderPlan } from './order-plan.ts';
import type { OrderProgress } from './orders-in-flight.ts';
import type { Pauses } from './pauses.ts';
import { isRefusal } from './refusal.ts';
import { notOrdered, type PlacedOrder, unclear } from './results.ts';

/** What placing an order works with. */
export interface OrderPlacing {
  /** The order as it is recorded, open. */
  readonly order: RecordedOrder;
  readonly context: PluginContext;
  readonly progress: OrderProgress<EnrollmentResult>;
  /** When to look for it if the response is lost. */
  readonly pauses: Pauses;
}

/** SCM refused the order, and has not placed it. */
const refusals: ReadonlySet<ApiErrorCode> = new Set(['bad-request', 'forbidden', 'not-found', 'conflict']);
/** SCM did not process the order. */
const untouched: ReadonlySet<ApiErrorCode> = new Set(['unauthorized', 'rate-limited']);

/** Codes after which a certificate is ordered anew. [SCM API documentation 25.5, "Error codes"] */
const notRenewable: ReadonlySet<unknown> = new Set([-180, -130]);
const notReplaceable = -1148;

/**
 * Places an order, once, and records the outcome. Where the response is lost, SCM is asked whether it has the order. Returns
 * a result instead for an order that was not placed, or may not have been.
 *
 * Throws the client's `ApiError` where SCM can't be asked, and nothing was sent.
 */
export async function placeOrder(
  plan: OrderPlan,
  placing: OrderPlacing,
): Promise<PlacedOrder | EnrollmentResult> {
  const { order, context } = placing;
  for (let current = plan; ; ) {
    try {
      const placed = await send(current, placing);
      return (await settle(placed.sslId, current, placing))
        ? placed
        : await findLost(foreign(placed.sslId), placing);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { otherwise } = current.kind !== 'new' && isNotAllowed(error, current.kind) ? current : {};
      if (otherwise === undefined && !isCertain(error)) {
        return findLost({ what: 'was lost', problem: error.message }, placing);
      }
      // A proxy that sends a request twice passes on the refusal of the second one.
      const isUntouched = error.unsent === true || error.code === 'unauthorized';
      const trace = isUntouched ? undefined : await findTrace(current, placing);
      if (trace !== undefined) {
        return findLost({ what: `is a refusal, although ${trace}`, problem: error.message }, placing);
      }
      if (otherwise !== undefined && !isRefusal(otherwise)) {
        current = otherwise;
        continue;
      }
      await record(placing, () => context.orders.close(order.number, 'refused'));
      if (otherwise !== undefined) return notOrdered(otherwise);
      if (isRefused(error)) return notOrdered({ problem: error.message, publicReason: publicReason(error) });
      throw error;
    }
  }
}

async function send(plan: OrderPlan, { order, context }: OrderPlacing): Promise<PlacedOrder> {
  const { certificates } = context.client;
  const onSending = () => noteSending(order, context);
  // No signal: once an order is sent it is not aborted, since nothing would tell whether it arrived.
  switch (plan.kind) {
    case 'new': {
      const { request, because } = plan;
      const comments = commentWith(request.comments, order.reference);
      const { sslId } = await certificates.enroll({ ...request, comments }, { onSending });
      const note = because === null ? null : `It was ordered anew, since ${because}.`;
      return { sslId, priorSerialNumber: undefined, isEarlier: false, note };
    }
    case 'renew': {
      const { sslId } = await certificates.renewById(plan.sslId, plan.request, { onSending });
      return { sslId, priorSerialNumber: undefined, isEarlier: false, note: null };
    }
    case 'replace': {
      const { sslId, priorSerialNumber } = plan;
      await certificates.replace(sslId, plan.request);
      return { sslId, priorSerialNumber, isEarlier: false, note: null };
    }
  }
}

/** What can't be recorded is not sent, and neither is what another process has given up. */
async function noteSending({ number }: RecordedOrder, { orders, logger }: PluginContext): Promise<void> {
  try {
    await orders.sending?.(number);
  } catch {
    logger.error("An order was not sent, since that can't be recorded, or since it was given up meanwhile.");
    const message = "The order can't be recorded now, so it was not sent.";
    throw new ApiError(message, { code: 'unreachable', path: '/api/ssl', unsent: true });
  }
}

/**
 * Records the id that SCM returned, and says whether it may be the order's: it isn't where another order has it, or where it
 * was there before.
 */
async function settle(sslId: number, plan: OrderPlan, placing: OrderPlacing): Promise<boolean> {
  const { order, context } = placing;
  const id = String(sslId);
  if (plan.kind !== 'replace' && (id === order.priorRequestId || order.idsBefore.includes(id))) return false;
  let isOwn = true;
  await record(placing, async () => {
    isOwn = await context.orders.settle(order.number, id);
  });
  return isOwn;
}

/**
 * Returns what SCM has that may come from an order, in words that complete "although"; undefined where there is nothing. An
 * unreadable record counts as a possible match, except for a new order, which only its reference identifies.
 */
async function findTrace(
  plan: OrderPlan,
  { order, context, progress: { signal } }: OrderPlacing,
): Promise<string | undefined> {
  try {
    switch (plan.kind) {
      case 'new': {
        const search = { client: context.client, orders: context.orders, signal, onDoubt: () => {} };
        const records = await findRecords(order, search);
        return records.length === 0 ? undefined : 'there is a record with its reference';
      }
      case 'renew': {
        const known = new Set([order.priorRequestId, ...order.idsBefore]);
        const ids = await listIds(order, { ...context, signal });
        return ids.every((id) => known.has(String(id))) ? undefined : 'there is a new record for its name';
      }
      case 'replace': {
        const details = await context.client.certificates.get(plan.sslId, { signal });
        const serial = parseSerialNumber(details.serialNumber);
        const isOther = serial !== undefined && serial !== plan.priorSerialNumber;
        const isUnderWay = mapStatus(details.status)?.status === EndEntityStatus.ExternalValidation;
        return isOther || isUnderWay ? 'its record has changed' : undefined;
      }
    }
  } catch (error) {
    if (error instanceof ApiError) return plan.kind === 'new' ? undefined : "it can't be read what SCM has";
    throw error;
  }
}

/** The OAuth2 flavour may send no code. Any refusal of a renewal counts then, and a new order decides. */
function isNotAllowed(error: ApiError, kind: 'renew' | 'replace'): boolean {
  const { code, apiCode } = error;
  if (kind === 'replace') return apiCode === notReplaceable;
  return notRenewable.has(apiCode) || (apiCode === undefined && code === 'bad-request' && isRefused(error));
}

/**
 * Whether an error shows that SCM has no such order. Only SCM's own error document does: anything else may come from a
 * proxy.
 */
function isCertain(error: ApiError): boolean {
  const { unsent, code, ownDocument } = error;
  return unsent === true || isRefused(error) || (ownDocument === true && untouched.has(code));
}

function isRefused({ code, status, ownDocument }: ApiError): boolean {
  if (code === 'invalid-argument' && status === undefined) return true;
  return ownDocument === true && refusals.has(code);
}

/** The status of an open order before the first search for it has finished. */
export const notLookedFor: OpenOrderStatus = { why: 'It was not looked for to the end.', isTraceless: false };

/** If the search fails, too, the caller must still learn that the order may be placed. */
const failedSearch = { state: 'open', why: 'It could not be looked for.', isTraceless: false } as const;

/** Why SCM's response to an order can't be used. */
interface LostResponse {
  /** Completes "SCM's response to the order". */
  readonly what: string;
  /** A sentence. */
  readonly problem: string;
}

function foreign(sslId: number): LostResponse {
  const what = `names record ${sslId}, which is another order's`;
  return { what, problem: `It ${what}.` };
}

/** Looks for an order that SCM's response does not lead to. */
async function findLost(
  { what, problem }: LostResponse,
  { order, context, progress, pauses }: OrderPlacing,
): Promise<PlacedOrder | EnrollmentResult> {
  const { logger } = context;
  logger.warn("SCM's response to an order is lost, so the order is looked for: {problem}", { problem });
  progress.responded(describeLost(order, what, notLookedFor));
  const outcome = await awaitOrder(order, context, { pauses, signal: progress.signal }).catch(
    () => failedSearch,
  );
  if (outcome.state === 'closed')
    return describeLost(order, what, { why: 'It was given up meanwhile.', isTraceless: false });
  if (outcome.state === 'open') return describeLost(order, what, outcome);
  const { sslId } = outcome;
  logger.info('Found order {sslId}, whose response was lost.', { sslId });
  const note = `SCM's response to it ${what}, and it was found afterwards.`;
  return { sslId, priorSerialNumber: priorOf(order), isEarlier: false, note };
}

/** The result for an order that SCM's response did not lead to. */
function describeLost(order: OrderStart, what: string, status: OpenOrderStatus): EnrollmentResult {
  return unclear(
    `SCM's response to the order ${what}, so it is not known whether SCM has it. ${status.why} ${whatToDo(order)}`,
    status,
  );
}

/** The result for a caller who leaves before the response is there. */
export function describeNoResponse(order: OrderStart): EnrollmentResult {
  return unclear(
    `The order was on its way when it was interrupted, so it is not known whether SCM has it. ${whatToDo(order)}`,
  );
}

/** The result for a caller whose order is under way elsewhere, or was interrupted. */
export function describeOpen(order: OrderStart, status: OpenOrderStatus): EnrollmentResult {
  return unclear(
    `The same order is under way, or was interrupted: it is not known whether SCM has it, so nothing was ordered again. ${status.why} ${whatToDo(order)}`,
    status,
  );
}

/** The certificate that a reissue takes the place of, so that it is not taken for the new one. */
export function priorOf({ kind, priorSerialNumber }: OrderStart): string | undefined {
  return kind === 'replace' ? (priorSerialNumber ?? undefined) : undefined;
}

function whatToDo({ kind, commonName, productId, reference, priorRequestId }: OrderStart): string {
  const where =
    kind === 'new'
      ? `In SCM its comments would hold ${reference}`
      : `It concerns the certificate ${priorRequestId}`;
  return `${where}; the common name is ${commonName}, the profile ${productId}. The same order again looks for it and takes it as soon as SCM shows it.`;
}

/** SCM's response counts, whether or not it can be recorded: an order that stays open by that is looked for next time. */
async function record({ context }: OrderPlacing, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // Any other error may hold what the host keeps.
    const why = error instanceof CaPluginError ? ` ${error.message}` : '';
    context.logger.error(
      "The outcome of an order can't be recorded. The same order again looks for it before it sends anything.{why}",
      { why },
    );
  }
}
