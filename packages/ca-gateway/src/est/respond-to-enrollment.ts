import type { OrderOutcome } from '@certbridge/ca-host';
import { writeDistinguishedName } from '@certbridge/certificate';
import {
  longestRequest,
  type ParsedCertificateRequest,
  type RequestProblem,
  readCertificateNames,
  readCertificateRequest,
  uncertainNames,
} from '@certbridge/certificate/request';
import type { Context } from 'hono';
import { accessRefused } from '../access-refused.ts';
import { AuditTrail, audited } from '../audit-trail.ts';
import type { GatewayEnv } from '../gateway-env.ts';
import { GatewayError } from '../gateway-error.ts';
import { orderFromCa } from '../order-from-ca.ts';
import { orderRefusal, orderWaits } from '../order-refusal.ts';
import { Patience } from '../patience.ts';
import { refuseEncoding } from '../refuse-encoding.ts';
import { requestNames } from '../request-names.ts';
import { authorize, type Enroller } from './authorize.ts';
import { certificatesResponse } from './certificates-response.ts';
import { checkRenewal } from './check-renewal.ts';
import type { EstServices } from './est-services.ts';
import { findEstProfile } from './find-est-profile.ts';

/** Responds to simpleenroll and simplereenroll. */
export async function respondToEnrollment(
  context: Context<GatewayEnv>,
  services: EstServices,
  { isRenewal }: { readonly isRenewal: boolean },
): Promise<Response> {
  const { access, audit, host } = services;
  const { certificates } = host;
  const enroller = await authorize(context, { access, certificates }, { isRenewal });
  const { requestId } = context.var;
  const trail = new AuditTrail(audit, { action: 'enroll', caller: enroller.caller, requestId });
  return audited(trail, async () => {
    const outcome = await order(context, { services, enroller, isRenewal, trail });
    return respond(context, { outcome, services });
  });
}

interface Enrollment {
  readonly services: EstServices;
  readonly enroller: Enroller;
  readonly isRenewal: boolean;
  readonly trail: AuditTrail;
}

async function order(
  context: Context<GatewayEnv>,
  { services, enroller, isRenewal, trail }: Enrollment,
): Promise<OrderOutcome> {
  const { caller } = enroller;
  const userName = userNameOf(enroller);
  const patience = new Patience(services.settings);
  const label = context.req.param('label');
  trail.add({ userName, profile: label });
  const { ca, profile } = await findEstProfile(services, { label, patience, caller });
  const target = { ca: ca.name, profile: profile.name };
  trail.add(target);
  if (!caller.can('enroll', target)) {
    throw accessRefused(`${caller.name} lacks the role enroll for ${target.profile} of ${target.ca}.`);
  }
  const request = await readEstRequest(context);
  trail.add(requestNames(request));
  if (isRenewal) checkRenewal(request, enroller, services.host.certificates);
  return orderFromCa(services, {
    ca,
    patience,
    trail,
    request: { profile: profile.name, userName, csr: request },
  });
}

/** For a client certificate that is whose it is, and not which: a client that has renewed it meanwhile comes back for the same order. */
function userNameOf({ caller, certificate }: Enroller): string {
  const names = certificate && readCertificateNames(certificate.raw);
  if (names === undefined) return caller.name;
  return `${writeDistinguishedName(names.subject)} (issued by ${writeDistinguishedName(names.issuer)})`;
}

function respond(
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

/** Reads the certificate request in a body: base64, with or without line ends. Throws a {@link GatewayError} if it is not valid. */
async function readEstRequest({ req }: Context): Promise<ParsedCertificateRequest> {
  const type = req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/pkcs10') {
    throw new GatewayError(415, 'Send a certificate request as application/pkcs10.');
  }
  refuseEncoding(req);
  const request = readCertificateRequest(new Uint8Array(await req.arrayBuffer()));
  if (!('problem' in request)) return request;
  throw new GatewayError(400, describeProblem(request));
}

function describeProblem({ problem }: RequestProblem): string {
  switch (problem) {
    case 'too-long':
      return `The certificate request is longer than the ${longestRequest} characters that a CA takes.`;
    case 'not-ascii':
    case 'several-lists':
    case 'repeated-extension':
      return uncertainNames[problem];
    default:
      return 'This is not a certificate request. Send one PKCS#10 in base64.';
  }
}
