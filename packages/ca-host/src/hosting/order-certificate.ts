import type { KeyObject } from 'node:crypto';
import { CaPluginError, type EnrollmentResult, identifyByHost } from '@certbridge/ca-plugin';
import {
  longestRequest,
  type ParsedCertificateRequest,
  type RequestProblem,
  readCertificateRequest,
  uncertainNames,
} from '@certbridge/certificate/request';
import { checkReturned } from '../arguments/check-values.ts';
import type { OrderOutcome, OrderRequest } from '../contract/hosted-ca.ts';
import { DatabaseError } from '../database/database-error.ts';
import { orderIdentity } from '../orders/order-identity.ts';
import { asLastSeen } from './as-last-seen.ts';
import { buildOrder, type HostOrderOptions, type IdentifiedOrder } from './build-order.ts';
import { giveUpOrder } from './give-up-order.ts';
import type { HostContext } from './host-context.ts';
import { keepOutcome } from './keep-outcome.ts';
import { outcomeFromStore } from './outcome-from-store.ts';
import { unknownProfile } from './unknown-profile.ts';

/** An order that is given up is placed anew, and that one may be lost as well. */
const MOST_TURNS = 3;

/** Orders a certificate, unless the same was ordered before, and keeps the outcome. */
export async function orderCertificate(
  context: HostContext,
  request: OrderRequest,
  options: HostOrderOptions,
): Promise<OrderOutcome> {
  const csr = readCertificateRequest(request.csr);
  if ('problem' in csr) return { state: 'invalid', problem: 'csr', reason: describeProblem(csr) };
  let order: IdentifiedOrder | undefined;
  try {
    const product = await context.profiles.find(request.profile, options);
    if (product === undefined) return { state: 'invalid', problem: 'profile', reason: unknownProfile };
    const { publicKey } = csr;
    if (publicKey !== undefined && isCompromised(publicKey, context)) return compromisedKey;
    order = await buildOrder(context, request, { csr, product });
    const result = await enrollOnce(context, order, options);
    return (await issuedBefore(context, order, result)) ?? (await keepOutcome(context, order, result));
  } catch (error) {
    if (error instanceof CaPluginError) {
      const { message: reason } = error;
      if (order === undefined) return { state: 'unavailable', reason, maybeOrdered: false };
      return asLastSeen(context, order.hash, { reason });
    }
    if (!(error instanceof DatabaseError)) throw error;
    const { message: reason } = error;
    context.outages.tell('An order was ended by the database: {reason}', { reason, level: 'error' });
    return unrecorded(context, request, csr);
  }
}

function describeProblem({ problem }: RequestProblem): string {
  switch (problem) {
    case 'too-long':
      return `The CSR is longer than the ${longestRequest} characters that SCM takes.`;
    case 'not-ascii':
    case 'several-lists':
    case 'repeated-extension':
      return uncertainNames[problem];
    default:
      return 'The CSR is damaged, or is not a PKCS#10 request. Make a new one.';
  }
}

function isCompromised(publicKey: KeyObject, { certificates }: Pick<HostContext, 'certificates'>): boolean {
  return checkReturned(certificates.isCompromised(publicKey), 'The function isCompromised of certificates');
}

const compromisedKey: OrderOutcome = {
  state: 'invalid',
  problem: 'key',
  reason: 'The key of the CSR was revoked because it is compromised. Make a new key and a CSR for it.',
};

/** What can't be recorded is not sent. An earlier order counts all the same, and so does what can't be read. */
async function unrecorded(
  { name: ca, store }: HostContext,
  { profile, userName }: OrderRequest,
  { fingerprint }: ParsedCertificateRequest,
): Promise<OrderOutcome> {
  const reason = "Orders can't be recorded now.";
  try {
    const hash = identifyByHost(orderIdentity({ ca, profile, userName }), fingerprint);
    const earlier = await store.orders.newest(hash);
    return { state: 'unavailable', reason, maybeOrdered: earlier !== undefined, isUnrecorded: true };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return { state: 'unavailable', reason, maybeOrdered: true, isUnrecorded: true };
  }
}

/**
 * Orders through the plugin. An order whose response was lost, which no process is sending any more, and which the authority has no trace of
 * after a time, is given up, and the same is ordered anew.
 */
async function enrollOnce(
  context: HostContext,
  { enrollment, identity, hash }: Pick<IdentifiedOrder, 'enrollment' | 'identity' | 'hash'>,
  { signal, waitMs, requester }: HostOrderOptions,
): Promise<EnrollmentResult> {
  const { plugin } = context;
  const end = performance.now() + waitMs;
  const served = new AbortController();
  const ends = signal === undefined ? served.signal : AbortSignal.any([signal, served.signal]);
  const onRevoked = (requestId: string) => {
    noteRevocation(context, requestId);
    // It has the certificate by now, and would not come for another one.
    if (requester.told?.state === 'issued') served.abort();
  };
  for (let turn = 1; ; turn += 1) {
    const left = Math.max(0, end - performance.now());
    const result = await plugin.enroll(enrollment, { signal: ends, waitMs: left, identity, onRevoked });
    if (served.signal.aborted) throw new CaPluginError(revokedMeanwhile, { code: 'aborted' });
    const isLost = result.enrollmentContext.response === 'lost';
    if (!isLost || turn === MOST_TURNS || !(await giveUp(context, hash, result))) return result;
  }
}

const revokedMeanwhile =
  'Its requester got the certificate that the store had, SCM has revoked that one, and nothing was ordered.';

/** Without the reason and date, which a scan reads. */
function noteRevocation({ name, certificates, now }: HostContext, requestId: string): void {
  const certificate = certificates.ofRequest(name, requestId);
  if (certificate !== undefined) certificates.noteRevocation(certificate, { at: now(), reason: null });
}

/** Returns the certificate that an order was issued before, if the authority no longer shows its record. */
async function issuedBefore(
  context: HostContext,
  { hash }: Pick<IdentifiedOrder, 'hash'>,
  { enrollmentContext, statusMessage: reason }: EnrollmentResult,
): Promise<OrderOutcome | undefined> {
  if (enrollmentContext.record !== 'missing') return undefined;
  const earlier = await context.store.orders.newest(hash);
  const known = earlier && outcomeFromStore(context, earlier);
  if (known?.state !== 'issued') return undefined;
  context.outages.tell('A certificate was returned whose record SCM does not show any more: {reason}', {
    reason,
  });
  return known;
}

/** Gives an open order up if it is time, and returns whether to order again. */
async function giveUp(
  context: HostContext,
  hash: string,
  { enrollmentContext: { trace } }: EnrollmentResult,
): Promise<boolean> {
  const open = await context.store.orders.newest(hash);
  if (open?.state !== 'sent') return false;
  context.watch.note(open);
  return trace === 'none' && (await giveUpOrder(context, open));
}
