import type { OrderOutcome } from '@certbridge/ca-host';
import type { Context } from 'hono';
import { accessRefused } from '../access-refused.ts';
import type { GatewayEnv } from '../gateway-env.ts';
import { orderFromCa } from '../order-from-ca.ts';
import { orderRefusal, orderWaits } from '../order-refusal.ts';
import { Patience } from '../patience.ts';
import { authorize } from './authorize.ts';
import { certificatesResponse } from './certificates-response.ts';
import { checkRenewal } from './check-renewal.ts';
import type { EstServices } from './est-services.ts';
import { findProfile } from './find-profile.ts';
import { readEstRequest } from './read-est-request.ts';

/** Answers simpleenroll and simplereenroll. */
export async function enroll(
  context: Context<GatewayEnv>,
  services: EstServices,
  { isRenewal }: { readonly isRenewal: boolean },
): Promise<Response> {
  const { host, access } = services;
  const { certificates } = host;
  const { caller, certificate } = await authorize(context, { access, certificates }, { isRenewal });
  const patience = new Patience(services.settings);
  const found = await findProfile(services, { label: context.req.param('label'), patience, caller });
  const target = { ca: found.ca.name, profile: found.profile.name };
  if (!caller.can('enroll', target)) {
    throw accessRefused(`${caller.name} lacks the role enroll for ${target.profile} of ${target.ca}.`);
  }
  const request = await readEstRequest(context);
  if (isRenewal) checkRenewal(request, { certificate }, certificates);
  const { requestId } = context.var;
  const outcome = await orderFromCa(services, {
    ...{ ca: found.ca, caller, requestId, patience },
    request: { profile: found.profile.name, userName: caller.name, csr: request.der },
  });
  return answer(context, { outcome, services });
}

function answer(
  context: Context<GatewayEnv>,
  { outcome, services }: { readonly outcome: OrderOutcome; readonly services: EstServices },
): Response {
  const { settings, draining } = services;
  const { retryAfterSeconds: retryAfter } = settings;
  if (outcome.state === 'issued') return certificatesResponse(context, [outcome.certificate.der]);
  // The time to come again is that of the next process.
  if (outcome.state !== 'waiting' || draining.aborted) throw orderRefusal(outcome, retryAfter);
  return context.text(`${orderWaits(outcome)}\n`, 202, { 'Retry-After': String(retryAfter) });
}
