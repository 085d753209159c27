import { identifyByHost } from '@certbridge/ca-plugin';
import { readCertificateRequest } from '@certbridge/certificate/request';
import type { OrderOutcome, OrderRequest } from '../contract/hosted-ca.ts';
import { orderIdentity } from '../orders/order-identity.ts';
import { asLastSeen } from './as-last-seen.ts';
import type { HostContext } from './host-context.ts';
import { logLateFailure } from './log-late-failure.ts';
import { settledWithin } from './settled-within.ts';

const reason = 'SCM has not answered in the time that a requester waits. The order goes on.';

/**
 * Waits for an order, and answers in time: as it was last seen where SCM takes longer. The order goes on then, so that what is being
 * sent is not cut off, and what becomes of it is kept.
 */
export async function orderInTime(
  context: HostContext,
  { profile, userName, csr: der }: OrderRequest,
  { work, answerMs }: { readonly work: Promise<OrderOutcome>; readonly answerMs: number },
): Promise<OrderOutcome> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  await settledWithin(done, answerMs);
  if (isDone) return work;
  const csr = readCertificateRequest(der);
  if ('problem' in csr) return work;
  tellOutcome(work, context);
  const hash = identifyByHost(orderIdentity({ ca: context.name, profile, userName }), csr.fingerprint);
  return asLastSeen(context, hash, { reason, isUnderWay: true });
}

function tellOutcome(work: Promise<OrderOutcome>, { logger }: HostContext): void {
  work.then(
    (outcome) => {
      const order = 'requestId' in outcome ? outcome.requestId : undefined;
      logger.info('An order that was answered before SCM had responded has come to: {state}', {
        ...{ state: outcome.state, order },
      });
    },
    (error: Error) => logLateFailure(logger, 'An order', error),
  );
}
