import type { HostedCa, OrderOutcome, OrderRequest } from '@certbridge/ca-host';
import type { Caller } from './access/caller.ts';
import type { AuditEntry } from './audit-entry.ts';
import { GatewayError } from './gateway-error.ts';
import type { CompleteGatewaySettings } from './gateway-settings.ts';
import type { Patience } from './patience.ts';
import { useCa } from './use-ca.ts';

/** What orders of every protocol work with. */
export interface OrderServices {
  readonly settings: Pick<CompleteGatewaySettings, 'waitMs' | 'retryAfterSeconds'>;
  /** Aborts when the gateway is to end: whoever waits is answered at once. */
  readonly draining: AbortSignal;
  readonly audit: (entry: AuditEntry) => void;
}

/** Who orders what, and where. */
export interface CallersOrder {
  readonly ca: HostedCa;
  readonly caller: Caller;
  readonly requestId: string | undefined;
  readonly request: OrderRequest;
  /** What the request has left of it. */
  readonly patience: Patience;
}

/**
 * Orders a certificate, waits for it as long as a request may, and has what became of it told to the audit. Throws a GatewayError where the CA can't be
 * used.
 */
export async function orderFromCa(
  { settings, draining, audit }: OrderServices,
  { ca, caller, requestId, request, patience }: CallersOrder,
): Promise<OrderOutcome> {
  const record = (result: string, numbers: Pick<AuditEntry, 'order' | 'serialNumber'> = {}) =>
    audit({
      ...{ action: 'enroll', caller: caller.name, requestId, ca: ca.name, profile: request.profile },
      ...{ result, ...numbers },
    });
  const answerMs = patience.leftMs;
  const waitMs = draining.aborted ? 0 : Math.min(settings.waitMs, answerMs);
  const { retryAfterSeconds: retryAfter } = settings;
  const asked = ca.order(request, { waitMs, answerMs, signal: draining }).catch((error: unknown) => {
    record('failed');
    if (!draining.aborted) throw error;
    throw new GatewayError(503, 'The gateway is about to stop. Send the same request again.', { retryAfter });
  });
  const outcome = await useCa(asked, retryAfter);
  record(outcome.state, numbersOf(outcome));
  return outcome;
}

function numbersOf(outcome: OrderOutcome): Pick<AuditEntry, 'order' | 'serialNumber'> {
  if (outcome.state === 'issued') {
    const { requestId, serialNumber } = outcome.certificate;
    return { order: requestId, serialNumber };
  }
  return 'requestId' in outcome ? { order: outcome.requestId } : {};
}
