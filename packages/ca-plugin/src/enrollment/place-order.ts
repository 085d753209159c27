import { ApiError, type ApiErrorCode } from '@certbridge/sectigo-client';
import type { EnrollmentResult } from '../contract/enrollment.ts';
import type { PluginContext } from '../plugin-context.ts';
import type { CheckedRequest } from './check-request.ts';
import { findLostOrder } from './find-lost-order.ts';
import type { LostOrder, OrderLedger } from './order-ledger.ts';
import type { OrderPlan } from './order-plan.ts';
import type { OrderProgress } from './orders-in-flight.ts';
import { isRefusal } from './refusal.ts';
import { notOrdered, type PlacedOrder, unclear } from './results.ts';

/** What placing an order works with. */
export interface OrderPlacing {
  readonly request: CheckedRequest;
  /** By which the order is remembered where its answer is lost. */
  readonly lostKey: string;
  readonly ledger: OrderLedger;
  readonly context: PluginContext;
  readonly progress: OrderProgress<EnrollmentResult>;
}

/** SCM said no, and has nothing. */
const refusals: ReadonlySet<ApiErrorCode> = new Set([
  'bad-request',
  'forbidden',
  'not-found',
  'conflict',
  'invalid-argument',
]);
/** The order did not come so far that SCM could have taken it. */
const untouched: ReadonlySet<ApiErrorCode> = new Set(['unauthorized', 'rate-limited', 'tls']);

/** Codes after which a certificate is ordered anew. [SCM API documentation 25.5, "Error codes"] */
const notRenewable: ReadonlySet<unknown> = new Set([-180, -130]);
const notReplaceable = -1148;

const none = 'SCM shows no such order so far.';
const several = 'SCM has several orders that it may be, and none of them is issued yet.';

/**
 * Places an order, once. Where the answer is lost, SCM is asked whether it has the order; and where an earlier answer to
 * this order was lost, it is asked before anything is sent. A result is given in place of an order that was not placed.
 *
 * Throws the client's `ApiError` where SCM can't be asked, and nothing was sent.
 */
export async function placeOrder(
  plan: OrderPlan,
  placing: OrderPlacing,
): Promise<PlacedOrder | EnrollmentResult> {
  const { ledger, lostKey, progress, context } = placing;
  const lost = ledger.lost.get(lostKey);
  if (lost !== undefined) {
    const found = await findLost(lost, placing);
    if (found === 'several') return unknown(placing.request, several);
    if (found === undefined) ledger.lost.delete(lostKey);
    else return found;
  }
  for (let current = plan; ; ) {
    progress.sending();
    const sentAt = context.clock.now();
    try {
      return await send(current, context);
    } catch (error) {
      if (!(error instanceof ApiError) || untouched.has(error.code)) throw error;
      if (current.kind !== 'new' && isNotAllowed(error, current.kind)) {
        if (isRefusal(current.otherwise)) return notOrdered(current.otherwise.problem);
        current = current.otherwise;
        continue;
      }
      if (refusals.has(error.code)) return notOrdered(error.message);
      const order = current.kind === 'replace' ? current : undefined;
      const record = { sentAt, sslId: order?.sslId, priorSerialNumber: order?.priorSerialNumber };
      return searchLost(record, { ...placing, error });
    }
  }
}

async function send(plan: OrderPlan, { client }: PluginContext): Promise<PlacedOrder> {
  const { certificates } = client;
  // No signal: an order on its way is not called back, since nobody could say whether it arrived.
  switch (plan.kind) {
    case 'new': {
      const { sslId } = await certificates.enroll(plan.request);
      const note = plan.because === null ? null : `It was ordered anew, since ${plan.because}.`;
      return { sslId, priorSerialNumber: undefined, presumed: false, note };
    }
    case 'renew': {
      const { sslId } = await certificates.renewById(plan.sslId, plan.request);
      return { sslId, priorSerialNumber: undefined, presumed: false, note: null };
    }
    case 'replace': {
      const { sslId, priorSerialNumber } = plan;
      await certificates.replace(sslId, plan.request);
      return { sslId, priorSerialNumber, presumed: false, note: null };
    }
  }
}

/** The OAuth2 flavour need not send a code. A renewal is refused then for whatever reason, and a new order decides. */
function isNotAllowed({ code, apiCode }: ApiError, kind: 'renew' | 'replace'): boolean {
  if (kind === 'replace') return apiCode === notReplaceable;
  return notRenewable.has(apiCode) || (apiCode === undefined && code === 'bad-request');
}

/** Asks SCM for an order whose answer was lost, in the rhythm of the pickup; remembers it where there is none. */
async function searchLost(
  lost: LostOrder,
  placing: OrderPlacing & { readonly error: ApiError },
): Promise<PlacedOrder | EnrollmentResult> {
  const { request, ledger, lostKey, context, progress, error } = placing;
  const { settings, clock, logger } = context;
  const { signal } = progress;
  logger.warn("SCM's answer to an order was lost, so it is looked for: {problem}", {
    problem: error.message,
  });
  ledger.lost.set(lostKey, lost);
  progress.answered(unknown(request, 'It was not looked for to the end.'));
  let outcome = none;
  for (let look = 1; !signal.aborted; look += 1) {
    try {
      const found = await findLost(lost, placing);
      if (typeof found === 'object') return found;
      outcome = found === 'several' ? several : none;
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      outcome = `SCM could not be asked: ${failure.message}`;
      if (failure.code === 'unauthorized') break;
    }
    if (look >= settings.pickupRetries) break;
    await clock.sleep(settings.pickupDelay * 1000, signal).catch((failure: unknown) => {
      if (!signal.aborted) throw failure;
    });
  }
  return unknown(request, outcome);
}

async function findLost(
  lost: LostOrder,
  placing: OrderPlacing,
): Promise<PlacedOrder | 'several' | undefined> {
  const { request, ledger, lostKey, context, progress } = placing;
  const profileId = Number(request.productId);
  const { signal } = progress;
  const found = await findLostOrder({ lost, request, profileId, ledger, context, signal });
  if (typeof found !== 'object') return found;
  const { sslId, presumed } = found;
  // One that turns out to be somebody else's leaves the question open.
  if (!presumed) ledger.lost.delete(lostKey);
  context.logger.info('Found order {sslId}, whose answer was lost.', { sslId });
  const note = presumed ? "SCM's answer to it was lost, and it was found by its names." : null;
  return { sslId, presumed, priorSerialNumber: lost.priorSerialNumber, note };
}

function unknown({ names, productId }: CheckedRequest, outcome: string): EnrollmentResult {
  return unclear(
    `SCM's answer to the order was lost, so it is not known whether SCM has it. ${outcome} Look in SCM for a certificate ${names.commonName} of the profile ${productId} before ordering with another CSR; ordering with the same CSR looks for it first.`,
  );
}
