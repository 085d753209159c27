import { createHash } from 'node:crypto';
import type { CallOptions } from '../contract/ca-plugin.ts';
import type { EnrollmentRequest, EnrollmentResult } from '../contract/enrollment.ts';
import type { PluginContext } from '../plugin-context.ts';
import { type CheckedRequest, checkRequest } from './check-request.ts';
import { type Csr, readCsr } from './csr.ts';
import { claim, ledgerOf } from './order-ledger.ts';
import type { OrderProgress } from './orders-in-flight.ts';
import { pickUp } from './pick-up.ts';
import { placeOrder } from './place-order.ts';
import { prepareOrder } from './prepare-order.ts';
import { isRefusal } from './refusal.ts';
import { notOrdered, pending } from './results.ts';

/**
 * Orders a certificate, and looks for it as often as the settings say. What can't be ordered is a result of status Failed.
 *
 * No order is sent twice: identical ones are joined while one is under way, and one whose answer was lost is looked up before
 * anything is sent again. A signal ends the waiting; an order that is on its way comes back with its id.
 *
 * Throws the client's `ApiError` where SCM can't be asked and nothing was ordered, and a `CaPluginError` 'aborted' where the
 * signal came first.
 */
export async function enroll(
  request: EnrollmentRequest,
  context: PluginContext,
  { signal }: CallOptions,
): Promise<EnrollmentResult> {
  const csr = await readCsr(request.csr);
  if (isRefusal(csr)) return notOrdered(csr.problem);
  const checked = checkRequest(request, csr, context.settings);
  if (isRefusal(checked)) return notOrdered(checked.problem);
  const work = (progress: OrderProgress<EnrollmentResult>) => orderAndPickUp(checked, context, progress);
  return ledgerOf(context).inFlight.join(orderKey(request, csr, context), work, signal);
}

async function orderAndPickUp(
  request: CheckedRequest,
  context: PluginContext,
  progress: OrderProgress<EnrollmentResult>,
): Promise<EnrollmentResult> {
  const plan = await prepareOrder(request, context, progress.signal);
  if (isRefusal(plan)) return notOrdered(plan.problem);
  const ledger = ledgerOf(context);
  const lostKey = keyOf([...accountOf(context), request.csr.fingerprint, request.productId]);
  const order = await placeOrder(plan, { request, lostKey, ledger, context, progress });
  if ('statusMessage' in order) return order;
  claim(ledger, order.sslId);
  progress.answered(pending(order, 'Its requester did not wait for it.'));
  context.logger.info('Placed order {sslId} ({kind}) for {commonName}.', {
    sslId: order.sslId,
    kind: plan.kind,
    commonName: request.names.commonName,
  });
  const target = { order, publicKey: request.csr.publicKey, names: request.names.all };
  return pickUp(target, context, progress.signal);
}

/** What makes two requests the same order. */
function orderKey(request: EnrollmentRequest, csr: Csr, context: PluginContext): string {
  const { productInfo, enrollmentType, subject, san } = request;
  return keyOf([
    ...accountOf(context),
    csr.fingerprint,
    productInfo.productId,
    enrollmentType,
    subject,
    sorted(san),
    sorted(productInfo.parameters),
  ]);
}

function accountOf({ settings }: PluginContext): string[] {
  return [settings.apiEndpoint, settings.customerUri];
}

/** A hash, so that what is remembered holds neither names nor addresses. */
function keyOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function sorted(record: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
