import type { OrderOutcome } from '@certbridge/ca-host';
import type { Context } from 'hono';
import { accessRefused } from '../access-refused.ts';
import type { AuditEntry } from '../audit-entry.ts';
import { useCa } from '../ejbca/use-ca.ts';
import type { GatewayEnv } from '../gateway-env.ts';
import { GatewayError } from '../gateway-error.ts';
import { authorize } from './authorize.ts';
import { certificatesResponse } from './certificates-response.ts';
import { checkRenewal } from './check-renewal.ts';
import type { EstServices } from './est-services.ts';
import { type FoundProfile, findProfile } from './find-profile.ts';
import { readEstRequest } from './read-est-request.ts';

/** Answers simpleenroll and simplereenroll. */
export async function enroll(
  context: Context<GatewayEnv>,
  services: EstServices,
  { isRenewal }: { readonly isRenewal: boolean },
): Promise<Response> {
  const { host, access, est } = services;
  const { certificates } = host;
  const { caller, certificate } = await authorize(context, { access, certificates }, { isRenewal });
  const found = await findProfile(host, { label: context.req.param('label'), settings: est });
  const target = { ca: found.ca.name, profile: found.profile.name };
  if (!caller.can('enroll', target)) {
    throw accessRefused(`${caller.name} lacks the role enroll for ${target.profile} of ${target.ca}.`);
  }
  const request = await readEstRequest(context);
  if (isRenewal) checkRenewal(request, { certificate }, certificates);
  const outcome = await order(context, services, { found, csr: request.der });
  return answer(context, { outcome, services });
}

/** Orders a certificate, and has it told to the audit. */
async function order(
  { var: { caller, requestId } }: Context<GatewayEnv>,
  { settings, draining, audit }: EstServices,
  { found: { ca, profile }, csr }: { readonly found: FoundProfile; readonly csr: Uint8Array },
): Promise<OrderOutcome> {
  const record = (result: string, numbers: Pick<AuditEntry, 'order' | 'serialNumber'> = {}) =>
    audit({
      ...{ action: 'enroll', caller: caller.name, requestId, ca: ca.name, profile: profile.name },
      ...{ result, ...numbers },
    });
  const request = { profile: profile.name, userName: caller.name, csr };
  const waitMs = draining.aborted ? 0 : settings.waitMs;
  const asked = ca.order(request, { waitMs, signal: draining }).catch((error: unknown) => {
    record('failed');
    if (draining.aborted) throw unavailable('The gateway is about to stop.', settings.retryAfterSeconds);
    throw error;
  });
  const outcome = await useCa(asked, settings.retryAfterSeconds);
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

function answer(
  context: Context<GatewayEnv>,
  { outcome, services }: { readonly outcome: OrderOutcome; readonly services: EstServices },
): Response {
  const {
    settings: { retryAfterSeconds },
    draining,
  } = services;
  switch (outcome.state) {
    case 'issued':
      return certificatesResponse(context, [outcome.certificate.der]);
    case 'waiting':
      if (draining.aborted) throw unavailable('The gateway is about to stop.', retryAfterSeconds);
      return context.text(`Order ${outcome.requestId} waits at the CA. ${outcome.reason}\n`, 202, {
        'Retry-After': String(retryAfterSeconds),
      });
    case 'unavailable':
      throw unavailable(outcome.reason, retryAfterSeconds);
    case 'rejected':
      throw new GatewayError(400, `Order ${outcome.requestId} was refused by the CA. ${outcome.reason}`);
    case 'invalid':
      throw new GatewayError(400, outcome.reason);
  }
}

function unavailable(reason: string, retryAfter: number): GatewayError {
  return new GatewayError(503, `${reason} Send the same request again: nothing is ordered twice.`, {
    retryAfter,
  });
}
