import { createHash } from 'node:crypto';
import { valuesOf } from '@certbridge/certificate';
import { ApiError } from '@certbridge/sectigo-client';
import type { EnrollOptions } from '../contract/ca-plugin.ts';
import type { EnrollmentRequest, EnrollmentResult } from '../contract/enrollment.ts';
import type { OrderStart, RecordedOrder } from '../contract/order-ledger.ts';
import type { PluginContext } from '../plugin-context.ts';
import { awaitOrder } from './await-order.ts';
import { type CheckedRequest, checkRequest } from './check-request.ts';
import { type Csr, readCsr } from './csr.ts';
import { readEarlierOrder } from './earlier-order.ts';
import { findOrder, listIds } from './find-order.ts';
import { createReference } from './order-identity.ts';
import type { OrderProgress } from './orders-in-flight.ts';
import { type ForeignRecord, type PickUp, pickUp } from './pick-up.ts';
import { describeNoResponse, describeOpen, placeOrder, priorOf } from './place-order.ts';
import { type PreparedOrder, prepareOrder } from './prepare-order.ts';
import { isRefusal } from './refusal.ts';
import { notOrdered, notTheOrders, type PlacedOrder, pending } from './results.ts';

/** What ordering works with. */
interface Ordering {
  readonly request: CheckedRequest;
  readonly prepared: PreparedOrder;
  readonly context: PluginContext;
  readonly progress: OrderProgress<EnrollmentResult>;
}

/**
 * Orders a certificate, and looks for it as often as the settings say. What can't be ordered is a result of status Failed.
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
  { signal, again = false }: EnrollOptions,
): Promise<EnrollmentResult> {
  const csr = await readCsr(request.csr);
  if (isRefusal(csr)) return notOrdered(csr.problem);
  const checked = checkRequest(request, csr, context);
  if (isRefusal(checked)) return notOrdered(checked.problem);
  const work = async (progress: OrderProgress<EnrollmentResult>) => {
    const prepared = await prepareOrder(checked, context, progress.signal);
    if (isRefusal(prepared)) return notOrdered(prepared.problem);
    return orderOnce({ request: checked, prepared, context, progress }, again);
  };
  return context.inFlight.join(orderKey(request, csr, { context, again }), work, signal);
}

async function orderOnce(ordering: Ordering, again: boolean): Promise<EnrollmentResult> {
  const { prepared, context, progress } = ordering;
  for (let isAgain = again; ; ) {
    const earlier = await context.orders.newest(prepared.identity);
    if (earlier?.state === 'sent') {
      if (isAgain) await context.orders.close(earlier.number, 'given up');
      else {
        const { signal } = progress;
        const outcome = await awaitOrder(earlier, context, signal);
        if (outcome.state === 'open') return describeOpen(earlier, outcome.why);
      }
      continue;
    }
    let end: string | null = null;
    if (earlier !== undefined && !isAgain) {
      const target = targetOf(earlier, ordering);
      const result = await readEarlierOrder(target, context, progress.signal);
      if ('sign' in result) {
        const instead = await findInstead(target, result, ordering);
        if (typeof instead !== 'number') return instead;
        continue;
      }
      if ('status' in result) return result;
      end = result.end;
    }
    const order = await begin(ordering, earlier);
    if (order !== undefined) {
      const ended = earlier === undefined || end === null ? undefined : { id: earlier.requestId, end };
      return placeAndPickUp(order, ordering, ended);
    }
    // Another process was first: its order is the one to wait for.
    isAgain = false;
  }
}

/** Records the order, as open; undefined where another process has just recorded the same. */
async function begin(
  { request, prepared, context, progress }: Ordering,
  earlier: RecordedOrder | undefined,
): Promise<RecordedOrder | undefined> {
  const { plan, identity } = prepared;
  const { csr, names, productId } = request;
  // SCM has the common name of the CSR, as that spells it.
  const commonName = valuesOf(csr.subject, 'CN')[0] ?? names.commonName;
  const found = { commonName, productId };
  const ids = plan.kind === 'renew' ? await listIds(found, { ...context, signal: progress.signal }) : [];
  const start: OrderStart = {
    ...{ identity, reference: createReference(identity), ...found, names: names.all, csr: csr.pem },
    kind: plan.kind,
    priorRequestId: plan.kind === 'new' ? null : String(plan.sslId),
    priorSerialNumber: plan.kind === 'new' ? null : plan.priorSerialNumber,
    idsBefore: ids.map(String),
  };
  progress.sending(describeNoResponse(start));
  const number = await context.orders.begin(start, { after: earlier?.number });
  return number === undefined ? undefined : { ...start, number, state: 'sent', requestId: null };
}

async function placeAndPickUp(
  order: RecordedOrder,
  ordering: Ordering,
  ended: { readonly id: string; readonly end: string } | undefined,
): Promise<EnrollmentResult> {
  const { request, prepared, context, progress } = ordering;
  // Logged before it is sent, so that the log has it whatever the outcome.
  if (ended !== undefined) context.logger.warn('Request {id} {end}, so this is a new order.', { ...ended });
  const outcome = await placeOrder(prepared.plan, { order, context, progress });
  if ('statusMessage' in outcome) return outcome;
  const placed =
    ended === undefined
      ? outcome
      : withNote(outcome, `Request ${ended.id} ${ended.end}, so this is a new order.`);
  progress.responded(pending(placed, 'Its requester did not wait for it.'));
  context.logger.info('Placed order {sslId} ({kind}) for {commonName}.', {
    sslId: placed.sslId,
    kind: prepared.plan.kind,
    commonName: request.names.commonName,
  });
  const target = { order: placed, recorded: order, publicKey: request.csr.publicKey };
  const result = await pickUp(target, context, progress.signal);
  if (!('sign' in result)) return result;
  const instead = await findInstead(target, result, ordering);
  if (typeof instead !== 'number') return instead;
  const note = `SCM's response to it named record ${placed.sslId}, which is not the order's, and it was found afterwards.`;
  const found = withNote({ ...placed, sslId: instead }, note);
  const second = await pickUp({ ...target, order: found }, context, progress.signal);
  return 'sign' in second ? notTheOrders(found, { ...second, doubts: [] }) : second;
}

function withNote(order: PlacedOrder, note: string): PlacedOrder {
  return { ...order, note: order.note === null ? note : `${order.note} ${note}` };
}

function targetOf(earlier: RecordedOrder, { request }: Ordering): PickUp {
  const priorSerialNumber = priorOf(earlier);
  const order = { sslId: Number(earlier.requestId), priorSerialNumber, isEarlier: true, note: null };
  return { order, recorded: earlier, publicKey: request.csr.publicKey };
}

/** Finds and settles the record with the reference of an order, where its recorded one may be another order's. Without one, the outcome is open. */
async function findInstead(
  { order, recorded }: PickUp,
  { sign }: ForeignRecord,
  { context, progress: { signal } }: Ordering,
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
  return notTheOrders(order, { sign, doubts });
}

/** What makes two requests in flight the same; two that are written in other ways are joined by the ledger. */
function orderKey(
  request: EnrollmentRequest,
  csr: Csr,
  { context: { settings }, again }: { readonly context: PluginContext; readonly again: boolean },
): string {
  const { productInfo, enrollmentType, subject, san } = request;
  const parts = [
    ...[settings.apiEndpoint, settings.customerUri, csr.fingerprint],
    ...[productInfo.productId, enrollmentType, subject, sorted(san), sorted(productInfo.parameters), again],
  ];
  // A hash, so that what is remembered holds neither names nor addresses.
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function sorted(record: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
