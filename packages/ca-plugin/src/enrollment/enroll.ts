import { createHash } from 'node:crypto';
import { valuesOf } from '@certbridge/certificate';
import { ApiError } from '@certbridge/sectigo-client';
import type { EnrollOptions } from '../contract/ca-plugin.ts';
import type { EnrollmentRequest, EnrollmentResult } from '../contract/enrollment.ts';
import type { OpenOrderStatus, OrderStart, RecordedOrder } from '../contract/order-ledger.ts';
import type { PluginContext } from '../plugin-context.ts';
import { awaitOrder } from './await-order.ts';
import { type CheckedEnrollment, checkEnrollment } from './check-enrollment.ts';
import { type EndedOrder, readEarlierOrder } from './earlier-order.ts';
import { findOrder, listIds } from './find-order.ts';
import { identifyByHost } from './identify-by-host.ts';
import { createReference } from './order-identity.ts';
import type { OrderPlan } from './order-plan.ts';
import type { OrderProgress } from './orders-in-flight.ts';
import { type Pauses, planPauses } from './pauses.ts';
import { type ForeignRecord, notShown, type PickUp, pickUp } from './pick-up.ts';
import { describeNoResponse, describeOpen, notLookedFor, placeOrder, priorOf } from './place-order.ts';
import { prepareOrder } from './prepare-order.ts';
import { type Csr, readVerifiedCsr } from './read-verified-csr.ts';
import { isRefusal, type OrderRefusal } from './refusal.ts';
import { notOrdered, notTheOrders, type PlacedOrder, pending } from './results.ts';

/** What ordering works with. */
interface Ordering {
  readonly request: CheckedEnrollment;
  readonly identity: string;
  /** Plans what is to be sent; asked for once it is clear that an order is to be placed. */
  readonly plan: () => Promise<OrderPlan | OrderRefusal>;
  readonly options: Omit<EnrollOptions, 'signal'>;
  readonly pauses: Pauses;
  readonly context: PluginContext;
  readonly progress: OrderProgress<EnrollmentResult>;
}

/**
 * Orders a certificate, and looks for it as often as the settings say, or for as long as the caller does. What can't be
 * ordered is a result of status Failed.
 *
 * No order is sent twice: identical ones are joined while one is under way, one whose response was lost is looked for and never
 * sent again, and the same order again returns what the first one did while that is of use; all that unless `again`. A
 * signal ends the waiting; an order that is on its way still returns its id, if the response comes soon.
 *
 * Throws the client's `ApiError` where SCM can't be asked and nothing was ordered, and a `CaPluginError` 'aborted' where the
 * signal came first.
 */
export async function enroll(
  request: EnrollmentRequest,
  context: PluginContext,
  { signal, ...options }: EnrollOptions,
): Promise<EnrollmentResult> {
  const csr = await readVerifiedCsr(request.csr);
  if (isRefusal(csr)) return notOrdered({ ...csr, about: 'csr' });
  const checked = checkEnrollment(request, csr, context);
  if (isRefusal(checked)) return notOrdered(checked);
  const { waitMs } = options;
  const work = async (progress: OrderProgress<EnrollmentResult>) => {
    const identified = await identify(checked, { context, progress, identity: options.identity });
    if (isRefusal(identified)) return notOrdered(identified);
    const pauses = planPauses(context.settings, waitMs === undefined ? undefined : progress.waitMs);
    return orderOnce({ request: checked, ...identified, options, pauses, context, progress });
  };
  return context.inFlight.join(orderKey(request, csr, { context, options }), work, { signal, waitMs });
}

/** An order is identified by what the host gives, which takes no call to SCM; else by all that is ordered. */
async function identify(
  request: CheckedEnrollment,
  {
    context,
    progress: { signal },
    identity,
  }: Pick<Ordering, 'context' | 'progress'> & Pick<EnrollOptions, 'identity'>,
): Promise<Pick<Ordering, 'identity' | 'plan'> | OrderRefusal> {
  if (identity === undefined) {
    const prepared = await prepareOrder(request, context, signal);
    return isRefusal(prepared)
      ? prepared
      : { identity: prepared.identity, plan: () => Promise.resolve(prepared.plan) };
  }
  return {
    identity: identifyByHost(identity, request.csr.fingerprint),
    plan: async () => {
      const prepared = await prepareOrder(request, context, signal);
      return isRefusal(prepared) ? prepared : prepared.plan;
    },
  };
}

async function orderOnce(ordering: Ordering): Promise<EnrollmentResult> {
  const { identity, context, options } = ordering;
  let isAgain = options.again === true;
  for (;;) {
    const earlier = await context.orders.newest(identity);
    if (earlier?.state === 'sent') {
      if (isAgain) await context.orders.close(earlier.number, 'given up');
      else {
        const status = await awaitEarlier(earlier, ordering);
        if (status !== undefined) return describeOpen(earlier, status);
      }
      continue;
    }
    const seen = earlier === undefined || isAgain ? undefined : await readEarlier(earlier, ordering);
    if (seen === 'settled anew') continue;
    if (seen !== undefined && 'status' in seen) return seen;
    const plan = await ordering.plan();
    if (isRefusal(plan)) return notOrdered(plan);
    const order = await begin(ordering, { plan, after: earlier?.number });
    if (order !== undefined) {
      const end = seen?.end ?? null;
      const ended = earlier === undefined || end === null ? undefined : { id: earlier.requestId, end };
      return placeAndPickUp(order, { ...ordering, plan }, ended);
    }
    // Another process was first: its order is the one to wait for.
    isAgain = false;
  }
}

/** Waits for an open order; returns what was seen if it is still open. */
async function awaitEarlier(
  earlier: RecordedOrder,
  { context, progress, pauses }: Ordering,
): Promise<OpenOrderStatus | undefined> {
  progress.found(describeOpen(earlier, notLookedFor));
  const onOpen = (status: OpenOrderStatus) => progress.responded(describeOpen(earlier, status));
  const outcome = await awaitOrder(earlier, context, { pauses, signal: progress.signal, onOpen });
  return outcome.state === 'open' ? outcome : undefined;
}

/** Reads what an earlier order has led to: the result for the same order again, or how it ended. */
async function readEarlier(
  earlier: RecordedOrder,
  ordering: Ordering,
): Promise<EnrollmentResult | EndedOrder | 'settled anew'> {
  const { context, progress, pauses, options } = ordering;
  const target = targetOf(earlier, ordering);
  progress.found(pending(target.order, 'Its state was not read.'));
  const result = await readEarlierOrder(target, context, {
    pauses,
    progress,
    isBounded: options.waitMs !== undefined,
    onRevoked: () => options.onRevoked?.(String(target.order.sslId)),
  });
  if ('sign' in result) {
    const instead = await findInstead(target, result, ordering);
    return typeof instead === 'number' ? 'settled anew' : instead;
  }
  if ('problem' in result) return notOrdered(result);
  if ('status' in result || options.identity === undefined) return result;
  return result.declined ?? result;
}

/** Records the order, as open; undefined where another process has just recorded the same. */
async function begin(
  { request, identity, options, context, progress }: Ordering,
  { plan, after }: { readonly plan: OrderPlan; readonly after: number | undefined },
): Promise<RecordedOrder | undefined> {
  const { csr, names, productId } = request;
  // SCM has the common name of the CSR, as that spells it.
  const commonName = valuesOf(csr.subject, 'CN')[0] ?? names.commonName;
  const found = { commonName, productId };
  const ids = plan.kind === 'renew' ? await listIds(found, { ...context, signal: progress.signal }) : [];
  const start: OrderStart = {
    identity,
    reference: createReference(identity),
    ...found,
    names: names.all,
    csr: csr.pem,
    identifiedBy: options.identity,
    kind: plan.kind,
    priorRequestId: plan.kind === 'new' ? null : String(plan.sslId),
    priorSerialNumber: plan.kind === 'new' ? null : plan.priorSerialNumber,
    idsBefore: ids.map(String),
  };
  progress.sending(describeNoResponse(start));
  const number = await context.orders.begin(start, { after });
  return number === undefined ? undefined : { ...start, number, state: 'sent', requestId: null };
}

async function placeAndPickUp(
  order: RecordedOrder,
  ordering: Omit<Ordering, 'plan'> & { readonly plan: OrderPlan },
  ended: { readonly id: string; readonly end: string } | undefined,
): Promise<EnrollmentResult> {
  const { request, plan, context, progress, pauses, options } = ordering;
  // Logged before it is sent, so that the log has it whatever the outcome.
  if (ended !== undefined) context.logger.warn('Request {id} {end}, so this is a new order.', { ...ended });
  const outcome = await placeOrder(plan, { order, context, progress, pauses }).finally(() =>
    noteEnd(order, context),
  );
  if ('statusMessage' in outcome) return outcome;
  const placed =
    ended === undefined
      ? outcome
      : withNote(outcome, `Request ${ended.id} ${ended.end}, so this is a new order.`);
  // Not the final outcome yet: its state is read at the first attempt.
  progress.found(pending(placed, 'Its state was not read yet.'));
  const { sslId, note } = placed;
  const message = 'Placed order {sslId} ({kind}) for {commonName}.';
  context.logger.info(note === null ? message : `${message} {note}`, {
    sslId,
    kind: plan.kind,
    commonName: request.names.commonName,
    ...(note !== null && { note }),
  });
  const target = { order: placed, recorded: order, publicKey: request.csr.publicKey };
  const result = await pickUp(target, context, { pauses, progress, isBounded: options.waitMs !== undefined });
  if (!('sign' in result)) return result;
  const instead = await findInstead(target, result, ordering);
  if (typeof instead !== 'number') return instead;
  const why = `SCM's response to it named record ${sslId}, which is not the order's, and it was found afterwards.`;
  const found = withNote({ ...placed, sslId: instead }, why);
  const second = await pickUp({ ...target, order: found }, context, {
    pauses,
    progress,
    isBounded: options.waitMs !== undefined,
  });
  return 'sign' in second ? notTheOrders(found, { ...second, doubts: [] }) : second;
}

/** Without it other processes only wait longer for an order that is open, so that it ends nothing. */
async function noteEnd({ number }: RecordedOrder, { orders, logger }: PluginContext): Promise<void> {
  try {
    await orders.ended?.(number);
  } catch {
    logger.debug('That an order is not being sent any more could not be recorded.');
  }
}

function withNote(order: PlacedOrder, note: string): PlacedOrder {
  return { ...order, note: order.note === null ? note : `${order.note} ${note}` };
}

function targetOf(earlier: RecordedOrder, { request }: Pick<Ordering, 'request'>): PickUp {
  const priorSerialNumber = priorOf(earlier);
  const order = { sslId: Number(earlier.requestId), priorSerialNumber, isEarlier: true, note: null };
  return { order, recorded: earlier, publicKey: request.csr.publicKey };
}

/** Finds and settles the record with the reference of an order, where its recorded one may be another order's. Without one, the outcome is open. */
async function findInstead(
  { order, recorded }: PickUp,
  { sign }: ForeignRecord,
  { context, progress: { signal } }: Pick<Ordering, 'context' | 'progress'>,
): Promise<number | EnrollmentResult> {
  const doubts: string[] = [];
  const onDoubt = (problem: string) => doubts.push(problem);
  try {
    const found = await findOrder(recorded, { ...context, signal, onDoubt });
    if (found !== undefined) return found;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    doubts.push(`SCM could not be asked for it: ${error.message}`);
  }
  return notTheOrders(order, { sign, doubts, isMissing: sign === notShown });
}

/** What makes two requests in flight the same; two that are written in other ways are joined by the ledger. */
function orderKey(
  { productInfo, enrollmentType, subject, san }: EnrollmentRequest,
  { fingerprint }: Csr,
  { context: { settings }, options: { again = false, identity } }: Pick<Ordering, 'context' | 'options'>,
): string {
  const content = [
    productInfo.productId,
    enrollmentType,
    subject,
    sorted({ ...san }),
    sorted(productInfo.parameters),
  ];
  const account = [settings.apiEndpoint, settings.customerUri];
  const parts = identity === undefined ? [...account, fingerprint, ...content] : [fingerprint, identity];
  // A hash, so that what is remembered holds neither names nor addresses.
  return createHash('sha256')
    .update(JSON.stringify([...parts, again]))
    .digest('hex');
}

function sorted(record: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
