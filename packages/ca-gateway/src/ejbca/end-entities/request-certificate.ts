import { createHash } from 'node:crypto';
import { isUint8Array } from 'node:util/types';
import type { OrderOutcome } from '@certbridge/ca-host';
import type { Context } from 'hono';
import * as v from 'valibot';
import type { Caller } from '../../access/caller.ts';
import { AuditTrail, audited } from '../../audit-trail.ts';
import type { GatewayEnv } from '../../gateway-env.ts';
import { GatewayError } from '../../gateway-error.ts';
import { orderFromCa } from '../../order-from-ca.ts';
import { orderRefusal } from '../../order-refusal.ts';
import { Patience } from '../../patience.ts';
import { requestNames } from '../../request-names.ts';
import type { EjbcaServices } from '../ejbca-services.ts';
import { enrollmentResponse } from '../enrollment-response.ts';
import { findCa } from '../find-ca.ts';
import { readBody } from '../read-body.ts';
import { readCsrField } from '../read-csr-field.ts';
import { LenientBooleanSchema, OptionalTextSchema, objectOf } from '../wire/body-parts.ts';
import type { EndEntity } from './end-entity.ts';
import { findOwnEndEntity } from './find-own-end-entity.ts';
import { isPassword } from './password-hash.ts';

const CertificateRequestSchema = objectOf({
  certificate_request: v.string(),
  username: v.string(),
  password: v.nullish(v.string(), ''),
  include_chain: LenientBooleanSchema,
  certificate_authority_name: OptionalTextSchema,
  certificate_request_type: v.nullish(v.string(), 'PKCS10'),
});

type CertificateRequest = v.InferOutput<typeof CertificateRequestSchema>;

/** Orders a certificate for an end entity that was registered before. */
export async function requestCertificate(
  context: Context<GatewayEnv>,
  services: EjbcaServices,
): Promise<Response> {
  const { caller, requestId } = context.var;
  const trail = new AuditTrail(services.audit, { action: 'enroll', caller, requestId });
  return audited(trail, () => orderForEntity(context, { services, trail }));
}

async function orderForEntity(
  context: Context<GatewayEnv>,
  { services, trail }: { readonly services: EjbcaServices; readonly trail: AuditTrail },
): Promise<Response> {
  const body = await readBody(context, CertificateRequestSchema);
  if (body.certificate_request_type.toUpperCase() !== 'PKCS10') {
    throw new GatewayError(400, 'Invalid input. The gateway takes only PKCS10.');
  }
  const { endEntities, settings } = services;
  const { caller } = context.var;
  trail.add({ userName: body.username });
  const csr = readCsrField(body.certificate_request);
  const csrSha256 = isUint8Array(csr) ? createHash('sha256').update(csr).digest('hex') : csr.fingerprint;
  trail.add(requestNames(csr));
  const entity = await claim(services, { body, caller, csrSha256 });
  const ca = findCa(services.host, entity.ca);
  const request = { profile: entity.profile, userName: entity.userName, csr };
  const patience = new Patience(settings);
  const outcome = await orderFromCa(services, { ca, request, patience, trail });
  const settled = afterOrder(entity, { outcome, csrSha256 });
  // One that was changed meanwhile is somebody else's: of a repeated request, or of who has set its status.
  if (settled !== entity) await endEntities.replace(entity, settled);
  if (outcome.state !== 'issued') throw orderRefusal(outcome, settings.retryAfterSeconds);
  const response = await enrollmentResponse(services, {
    ca,
    certificate: outcome.certificate,
    patience,
    format: 'DER',
    withChain: body.include_chain,
  });
  return context.json(response, 201);
}

interface Claim {
  readonly body: CertificateRequest;
  readonly caller: Caller;
  readonly csrSha256: string;
}

/**
 * Finds the end entity of a request, and marks it as the request's own before anything is ordered: of several that come at once, in whatever process, only one
 * may order.
 */
async function claim(services: EjbcaServices, { body, caller, csrSha256 }: Claim): Promise<EndEntity> {
  let provenHash: string | null = null;
  for (;;) {
    const entity = await findOwnEndEntity(services, { userName: body.username, caller });
    const { passwordHash } = entity;
    if (body.certificate_authority_name && body.certificate_authority_name !== entity.ca) {
      throw new GatewayError(400, "The CA is not the end entity's.");
    }
    if (passwordHash !== null && passwordHash !== provenHash) {
      if (!(await isPassword(body.password, passwordHash))) {
        throw new GatewayError(400, "The password is not the end entity's.");
      }
      provenHash = passwordHash;
    }
    checkStatus(entity, csrSha256);
    if (entity.status !== 'NEW') return entity;
    const claimed = { ...entity, csrSha256, changedAt: new Date() };
    if (await services.endEntities.replace(entity, claimed)) return claimed;
  }
}

/** A client that missed the response may ask again. */
function checkStatus({ status, csrSha256: own }: EndEntity, csrSha256: string): void {
  if (own === csrSha256 && (status === 'NEW' || status === 'GENERATED')) return;
  if (status !== 'NEW') {
    throw new GatewayError(400, 'The status of the end entity is not NEW. Set it to NEW to order again.');
  }
  if (own !== null) {
    throw new GatewayError(
      400,
      'A certificate is ordered for the end entity by another request. Set its status to NEW to order again.',
    );
  }
}

/** What an end entity is after an order for it: where none was placed, another request may order. */
function afterOrder(
  entity: EndEntity,
  { outcome, csrSha256 }: { readonly outcome: OrderOutcome; readonly csrSha256: string },
): EndEntity {
  const changedAt = new Date();
  if (outcome.state === 'issued') return { ...entity, status: 'GENERATED', csrSha256, changedAt };
  const isOpen = outcome.state === 'waiting' || (outcome.state === 'unavailable' && outcome.maybeOrdered);
  return isOpen || entity.status !== 'NEW' ? entity : { ...entity, csrSha256: null, changedAt };
}
