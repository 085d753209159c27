import { identifyByHost } from '@certbridge/ca-plugin';
import { readCertificateRequest } from '@certbridge/certificate/request';
import type { OrderOutcome, OrderRequest, OrderWait } from '../contract/hosted-ca.ts';
import { DatabaseError } from '../database/database-error.ts';
import { orderIdentity } from '../orders/order-identity.ts';
import { asLastSeen } from './as-last-seen.ts';
import type { HostContext } from './host-context.ts';
import { logLateFailure } from './log-late-failure.ts';
import { outcomeFromStore } from './outcome-from-store.ts';
import type { Requester } from './requester.ts';
import { settledWithin } from './settled-within.ts';

/** How long an outcome that the store has waits for what SCM says: a revocation there may not have been scanned yet. */
const STORED_MS = 500;

/**
 * Waits for an order, and returns its outcome in time: as it was last seen where SCM takes longer, which for one that is issued is soon. The order
 * goes on then, so that what is being sent is not cut off, and its outcome is kept.
 */
export async function orderInTime(
  context: HostContext,
  { profile, userName, csr: der }: OrderRequest,
  {
    work,
    responseMs,
    requester,
    onLate,
  }: Pick<OrderWait, 'onLate'> & {
    readonly work: Promise<OrderOutcome>;
    readonly responseMs: number;
    readonly requester: Requester;
  },
): Promise<OrderOutcome> {
  const since = performance.now();
  let isDone = false;
  const done = work
    .catch(() => undefined)
    .finally(() => {
      isDone = true;
    });
  const csr = readCertificateRequest(der);
  if ('problem' in csr) return work;
  const hash = identifyByHost(orderIdentity({ ca: context.name, profile, userName }), csr.fingerprint);
  const ms = (await isStored(context, hash)) ? Math.min(responseMs, STORED_MS) : responseMs;
  await settledWithin(done, ms);
  if (isDone) return work;
  tellOutcome(work, context, (outcome) => {
    const request = requestOf(outcome);
    if (request !== undefined && request !== requestOf(requester.told)) onLate?.(outcome);
  });
  const isUnrecorded = context.isKeptLocked();
  const what = isUnrecorded
    ? 'Another program has kept the database locked for the time that a requester waits.'
    : context.calls.whyLate(since);
  const reason = `${what} The order goes on.`;
  const told = await asLastSeen(context, hash, { reason, isUnderWay: true, isUnrecorded });
  requester.told = told;
  return told;
}

/** The id of the request that an outcome is of. */
function requestOf(outcome: OrderOutcome | undefined): string | undefined {
  if (outcome?.state === 'issued') return outcome.certificate.requestId;
  return outcome !== undefined && 'requestId' in outcome ? outcome.requestId : undefined;
}

/** Whether the store has the certificate of an order. */
async function isStored(context: HostContext, hash: string): Promise<boolean> {
  try {
    const order = await context.store.orders.newest(hash);
    return order !== undefined && outcomeFromStore(context, order)?.state === 'issued';
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return false;
  }
}

function tellOutcome(
  work: Promise<OrderOutcome>,
  { logger }: HostContext,
  tell: (outcome: OrderOutcome) => void,
): void {
  work
    .then((outcome) => {
      tell(outcome);
      if (outcome.state === 'invalid' || outcome.state === 'unavailable') {
        const { state, reason } = outcome;
        logger.info('An order ended after its requester got a response: {state}: {reason}', {
          state,
          reason,
        });
        return;
      }
      const order = requestOf(outcome);
      logger.info('SCM has responded to an order after its requester got a response: {state}', {
        state: outcome.state,
        order,
      });
    })
    .catch((error: Error) => logLateFailure(logger, 'An order', error));
}
