import type { HostedCa, IssuedCertificate, OrderOutcome, OrderRequest } from '@certbridge/ca-host';
import type { Caller } from '../access/caller.ts';
import type { AuditEntry } from '../audit-entry.ts';
import { GatewayError } from '../gateway-error.ts';
import type { EjbcaServices } from './ejbca-services.ts';
import { useCa } from './use-ca.ts';

/** What an order needs beside the services. */
export interface CertificateOrder {
  readonly ca: HostedCa;
  readonly caller: Caller;
  readonly requestId: string | undefined;
  readonly request: OrderRequest;
}

/** Orders a certificate. Throws a GatewayError where it is not issued: 503 while it waits, 400 for good. */
export async function orderCertificate(
  { settings, draining, audit }: EjbcaServices,
  { ca, caller, requestId, request }: CertificateOrder,
): Promise<IssuedCertificate> {
  const waitMs = draining.aborted ? 0 : settings.waitMs;
  const record = (result: string, numbers: Pick<AuditEntry, 'order' | 'serialNumber'> = {}) =>
    audit({
      action: 'enroll',
      caller: caller.name,
      requestId,
      ca: ca.name,
      profile: request.profile,
      result,
      ...numbers,
    });
  const retryAfter = settings.retryAfterSeconds;
  const asked = ca.order(request, { waitMs, signal: draining }).catch((error: unknown) => {
    record('failed');
    if (draining.aborted) throw unavailable('The gateway is about to stop.', retryAfter);
    throw error;
  });
  const outcome = await useCa(asked, retryAfter);
  record(outcome.state, numbersOf(outcome));
  if (outcome.state === 'issued') return outcome.certificate;
  throw refusalOf(outcome, retryAfter);
}

function numbersOf(outcome: OrderOutcome): Pick<AuditEntry, 'order' | 'serialNumber'> {
  if (outcome.state === 'issued') {
    const { requestId, serialNumber } = outcome.certificate;
    return { order: requestId, serialNumber };
  }
  return 'requestId' in outcome ? { order: outcome.requestId } : {};
}

function refusalOf(outcome: Exclude<OrderOutcome, { state: 'issued' }>, retryAfter: number): GatewayError {
  switch (outcome.state) {
    case 'waiting':
      return new GatewayError(
        503,
        `Order ${outcome.requestId} waits at the CA. ${outcome.reason} Send the same request again to collect the certificate.`,
        { retryAfter },
      );
    case 'unavailable':
      return unavailable(outcome.reason, retryAfter);
    case 'rejected':
      return new GatewayError(400, `Order ${outcome.requestId} was refused by the CA. ${outcome.reason}`);
    case 'invalid':
      return new GatewayError(400, outcome.reason);
  }
}

function unavailable(reason: string, retryAfter: number): GatewayError {
  return new GatewayError(503, `${reason} Send the same request again: nothing is ordered twice.`, {
    retryAfter,
  });
}
