import type { HostedCa, OrderOutcome, OrderRequest } from '@certbridge/ca-host';
import { checkOrderOutcome } from './arguments/check-outcome.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { AuditTrail } from './audit-trail.ts';
import { GatewayError } from './gateway-error.ts';
import type { CompleteGatewaySettings } from './gateway-settings.ts';
import type { Patience } from './patience.ts';
import { requestNames } from './request-names.ts';
import { useCa } from './use-ca.ts';

/** What orders of every protocol work with. */
export interface OrderServices {
  readonly settings: Pick<CompleteGatewaySettings, 'waitMs' | 'retryAfterSeconds'>;
  /** Aborts when the gateway is to end: callers who wait get a response at once. */
  readonly draining: AbortSignal;
}

/** What is ordered, and where. */
export interface CallersOrder {
  readonly ca: HostedCa;
  readonly request: OrderRequest;
  /** What the request has left of it. */
  readonly patience: Patience;
  readonly trail: AuditTrail;
}

/**
 * Orders a certificate, waits for it as long as a request may, and records the outcome in the audit. Throws a GatewayError where the CA can't be
 * used.
 */
export async function orderFromCa(
  { settings, draining }: OrderServices,
  { ca, request, patience, trail }: CallersOrder,
): Promise<OrderOutcome> {
  const { profile, userName, csr } = request;
  trail.add({ ca: ca.name, profile, userName, ...requestNames(csr) });
  const responseMs = patience.leftMs;
  const waitMs = draining.aborted ? 0 : Math.min(settings.waitMs, responseMs);
  const { retryAfterSeconds: retryAfter } = settings;
  const options = { waitMs, responseMs, signal: draining };
  // The caller may not come back for what goes on.
  const onLate = (late: OrderOutcome) => trail.recordStep(late.state, factsOf(late));
  const asked = ca.order(request, { ...options, onLate }).catch((error: unknown) => {
    throw draining.aborted ? aboutToStop(retryAfter) : error;
  });
  const outcome = checkOrderOutcome(await useCa(asked, retryAfter));
  if (draining.aborted && wasCutOff(outcome)) throw aboutToStop(retryAfter);
  trail.record(outcome.state, factsOf(outcome));
  return outcome;
}

function aboutToStop(retryAfter: number): GatewayError {
  return new GatewayError(503, 'The gateway is about to stop. Send the same request again.', { retryAfter });
}

/** Nothing was ordered, and it is not the database that is to blame. */
function wasCutOff(outcome: OrderOutcome): boolean {
  return outcome.state === 'unavailable' && !outcome.maybeOrdered && outcome.isUnrecorded !== true;
}

function factsOf(outcome: OrderOutcome): Pick<AuditEntry, 'order' | 'serialNumber' | 'why'> {
  if (outcome.state === 'issued') {
    const { requestId, serialNumber } = outcome.certificate;
    return { order: requestId, serialNumber };
  }
  // What is left out for the requester is logged for the operator.
  const why = ('detail' in outcome ? outcome.detail : undefined) ?? outcome.reason;
  return 'requestId' in outcome ? { order: outcome.requestId, why } : { why };
}
