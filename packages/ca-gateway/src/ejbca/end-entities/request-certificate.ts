import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import * as v from 'valibot';
import type { GatewayEnv } from '../../gateway-env.ts';
import { GatewayError } from '../../gateway-error.ts';
import { Patience } from '../../patience.ts';
import type { EjbcaServices } from '../ejbca-services.ts';
import { enrollmentResponse } from '../enrollment-response.ts';
import { findCa } from '../find-ca.ts';
import { orderCertificate } from '../order-certificate.ts';
import { readBody } from '../read-body.ts';
import { readCsr } from '../read-csr.ts';
import { requireRole } from '../rights.ts';
import { LenientBooleanSchema, OptionalTextSchema } from '../wire/body-parts.ts';
import type { EndEntity } from './end-entity.ts';
import { isPassword } from './password-hash.ts';

const CertificateRequestSchema = v.object({
  certificate_request: v.string(),
  username: v.string(),
  password: v.nullish(v.string(), ''),
  include_chain: LenientBooleanSchema,
  certificate_authority_name: OptionalTextSchema,
  certificate_request_type: v.nullish(v.string(), 'PKCS10'),
});

/** Orders a certificate for an end entity that was registered before. */
export async function requestCertificate(
  context: Context<GatewayEnv>,
  services: EjbcaServices,
): Promise<Response> {
  const body = await readBody(context, CertificateRequestSchema);
  if (body.certificate_request_type.toUpperCase() !== 'PKCS10') {
    throw new GatewayError(400, 'Invalid input. The gateway takes PKCS10 alone.');
  }
  const { endEntities } = services;
  const { caller, requestId } = context.var;
  const csr = readCsr(body.certificate_request);
  const csrSha256 = createHash('sha256').update(csr).digest('hex');
  const entity = await endEntities.find(body.username);
  if (entity === undefined) throw new GatewayError(404, 'The end entity does not exist. Add it first.');
  requireRole(caller, ['enroll'], entity);
  const ca = findCa(services.host, entity.ca);
  if (body.certificate_authority_name && findCa(services.host, body.certificate_authority_name) !== ca) {
    throw new GatewayError(400, "The CA is not the end entity's.");
  }
  await checkEntity(entity, { password: body.password, csrSha256 });
  const request = { profile: entity.profile, userName: entity.userName, csr };
  const patience = new Patience(services.settings);
  const certificate = await orderCertificate(services, { ca, caller, requestId, request, patience });
  await endEntities.replace({ ...entity, status: 'GENERATED', csrSha256, changedAt: new Date() });
  const response = await enrollmentResponse(services, {
    ca,
    certificate,
    patience,
    format: 'DER',
    withChain: body.include_chain,
  });
  return context.json(response, 201);
}

async function checkEntity(
  { passwordHash, status, csrSha256 }: EndEntity,
  request: { readonly password: string; readonly csrSha256: string },
): Promise<void> {
  if (passwordHash !== null && !(await isPassword(request.password, passwordHash))) {
    throw new GatewayError(400, "The password is not the end entity's.");
  }
  // A client that missed the answer may ask again.
  const isRepeated = status === 'GENERATED' && csrSha256 === request.csrSha256;
  if (status !== 'NEW' && !isRepeated) {
    throw new GatewayError(400, 'The status of the end entity is not NEW. Set it to NEW to order again.');
  }
}
