import type { RevocationOutcome } from '@certbridge/ca-host';
import type { Context } from 'hono';
import { checkRevocationOutcome } from '../arguments/check-outcome.ts';
import { AuditTrail, audited } from '../audit-trail.ts';
import type { GatewayEnv } from '../gateway-env.ts';
import { GatewayError } from '../gateway-error.ts';
import { Patience } from '../patience.ts';
import { useCa } from '../use-ca.ts';
import type { EjbcaApp, EjbcaServices } from './ejbca-services.ts';
import { findCertificate } from './find-certificate.ts';
import { readQuery } from './read-query.ts';
import { ejbcaPrefix } from './routing-path.ts';
import { checkRevocationQuery } from './wire/revocation-query.ts';
import { revocationReasonName } from './wire/revocation-reasons.ts';
import { type NamedInPath, revokeStatus } from './wire/revoke-status.ts';

const base = `${ejbcaPrefix}/v1/certificate/:issuer/:serial`;

/** Adds revocation, and the question for it. */
export function addRevocationRoutes(app: EjbcaApp, services: EjbcaServices): void {
  app.put(`${base}/revoke`, (context) => {
    const { caller, requestId } = context.var;
    const trail = new AuditTrail(services.audit, { action: 'revoke', caller, requestId });
    return audited(trail, () => revoke(context, { services, trail }));
  });

  app.get(`${base}/revocationstatus`, (context) => {
    const named = namedInPath(context);
    const { caller } = context.var;
    const { certificate } = findCertificate(services.host, { ...named, caller, roles: ['read', 'revoke'] });
    return context.json(revokeStatus(named, certificate.revocation));
  });
}

async function revoke(
  context: Context<GatewayEnv>,
  { services, trail }: { readonly services: EjbcaServices; readonly trail: AuditTrail },
): Promise<Response> {
  const { host, settings } = services;
  const named = namedInPath(context);
  const asked = readQuery(context, 'reason');
  trail.add({ serialNumber: named.serialNumber, reason: asked });
  const dates = {
    date: readQuery(context, 'date'),
    invalidityDate: readQuery(context, 'invalidity_date'),
  };
  const reason = checkRevocationQuery({ reason: asked, ...dates }, new Date());
  trail.add({ reason: revocationReasonName(reason) });
  const { caller } = context.var;
  const { ca, certificate } = findCertificate(host, { ...named, caller, roles: ['revoke'] });
  const { requestId: order, productName: profile, serialNumber, subject } = certificate;
  trail.add({ ca: ca.name, profile, order, serialNumber, subject });
  const revoked = ca.revoke(certificate, {
    reason,
    requester: caller.name,
    onUnrecorded: () =>
      trail.recordStep('attempted, not recorded', {
        why: 'The database could not record before it was sent who asked for it.',
      }),
    ...new Patience(settings).options(),
  });
  const outcome = checkRevocationOutcome(await useCa(revoked, settings.retryAfterSeconds));
  trail.record(outcome.state, { why: whyOf(outcome) });
  if (outcome.state !== 'revoked') throw refusalOf(outcome, settings.retryAfterSeconds);
  const { at, reason: kept } = outcome.certificate.revocation ?? { at: new Date(), reason };
  return context.json({
    ...revokeStatus(named, { at, reason: kept ?? reason }),
    message: 'Successfully revoked',
  });
}

function namedInPath({ req }: Context<GatewayEnv>): NamedInPath {
  return { issuer: req.param('issuer') ?? '', serialNumber: req.param('serial') ?? '' };
}

/** What is left out for the requester is logged for the operator. */
function whyOf(outcome: RevocationOutcome): string | undefined {
  if (!('reason' in outcome)) return undefined;
  return ('detail' in outcome ? outcome.detail : undefined) ?? outcome.reason;
}

function refusalOf(
  outcome: Exclude<RevocationOutcome, { state: 'revoked' }>,
  retryAfter: number,
): GatewayError {
  switch (outcome.state) {
    case 'already-revoked':
      return alreadyRevoked();
    case 'refused':
      return new GatewayError(400, outcome.reason, { detail: outcome.detail });
    case 'unavailable':
      return new GatewayError(503, `${describeUnavailable(outcome)} Send the same request again.`, {
        retryAfter,
        detail: outcome.reason,
      });
  }
}

function describeUnavailable({
  isRevoked,
  isUnrecorded,
  wasRevoked,
}: Extract<RevocationOutcome, { state: 'unavailable' }>): string {
  if (isRevoked === true) {
    const known =
      wasRevoked === true
        ? 'The certificate is revoked at the CA, perhaps for another reason'
        : 'The CA has revoked the certificate';
    return isUnrecorded === true
      ? `${known}, and the gateway can't use its database now to record it.`
      : `${known}, and the gateway has not recorded it yet.`;
  }
  return isUnrecorded === true
    ? "The certificate may be revoked: the gateway can't use its database now."
    : "The CA can't be asked now, or does not show the revocation yet.";
}

function alreadyRevoked(): GatewayError {
  return new GatewayError(
    409,
    'The certificate has previously been revoked. Revocation reason could not be changed or was not allowed.',
  );
}
