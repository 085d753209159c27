import type { IssuedCertificate } from '@certbridge/ca-host';
import { getLogger } from '@logtape/logtape';
import type { Context } from 'hono';
import * as v from 'valibot';
import { AuditTrail, audited } from '../audit-trail.ts';
import type { GatewayEnv } from '../gateway-env.ts';
import { GatewayError } from '../gateway-error.ts';
import { type CallersOrder, type OrderServices, orderFromCa } from '../order-from-ca.ts';
import { orderRefusal } from '../order-refusal.ts';
import { Patience } from '../patience.ts';
import type { EjbcaApp, EjbcaServices } from './ejbca-services.ts';
import { endEntityProfile } from './end-entity-profile.ts';
import { enrollmentResponse } from './enrollment-response.ts';
import { findCa } from './find-ca.ts';
import { readBody } from './read-body.ts';
import { readCsrField } from './read-csr-field.ts';
import { requireRole } from './rights.ts';
import { ejbcaPrefix } from './routing-path.ts';
import {
  LenientBooleanSchema,
  OptionalNameValuesSchema,
  OptionalTextSchema,
  objectOf,
  UserNameSchema,
} from './wire/body-parts.ts';
import type { ResponseFormat } from './wire/certificate-response.ts';
import { parseValidityDate } from './wire/dates.ts';

const logger = getLogger(['certbridge', 'ca-gateway']);

const EnrollPkcs10Schema = objectOf({
  certificate_request: v.string(),
  certificate_profile_name: v.string(),
  end_entity_profile_name: v.string(),
  certificate_authority_name: v.string(),
  username: v.nullish(UserNameSchema, ''),
  include_chain: LenientBooleanSchema,
  response_format: OptionalTextSchema,
  end_time: OptionalTextSchema,
  // Read only for their types.
  password: OptionalTextSchema,
  start_time: OptionalTextSchema,
  subject_dn: OptionalTextSchema,
  email: OptionalTextSchema,
  account_binding_id: OptionalTextSchema,
  extension_data: OptionalNameValuesSchema,
  custom_data: OptionalNameValuesSchema,
});

/** Adds the enrollment of a CSR. */
export function addEnrollmentRoutes(app: EjbcaApp, services: EjbcaServices): void {
  app.post(`${ejbcaPrefix}/v1/certificate/pkcs10enroll`, (context) => {
    const { caller, requestId } = context.var;
    const trail = new AuditTrail(services.audit, { action: 'enroll', caller, requestId });
    return audited(trail, () => enroll(context, { services, trail }));
  });
}

async function enroll(
  context: Context<GatewayEnv>,
  { services, trail }: { readonly services: EjbcaServices; readonly trail: AuditTrail },
): Promise<Response> {
  const body = await readBody(context, EnrollPkcs10Schema);
  const { certificate_authority_name: caName, certificate_profile_name: profile, username: userName } = body;
  trail.add({ ca: caName, profile, userName });
  const format = readFormat(body.response_format);
  // First, or the response would tell those without the role which CAs there are.
  requireRole(context.var.caller, ['enroll'], { ca: caName, profile });
  const ca = findCa(services.host, caName);
  if (body.end_entity_profile_name !== endEntityProfile.name) {
    throw new GatewayError(
      404,
      `The end entity profile does not exist. Its name is ${endEntityProfile.name}.`,
    );
  }
  const notAfter = readEnd(context, body.end_time);
  const patience = new Patience(services.settings);
  const request = { profile, userName, csr: readCsrField(body.certificate_request), notAfter };
  const certificate = await orderCertificate(services, { ca, request, patience, trail });
  const withChain = body.include_chain;
  const response = await enrollmentResponse(services, { ca, certificate, format, withChain, patience });
  return context.json(response, 201);
}

function readFormat(format: string | null | undefined): ResponseFormat {
  const name = (format ?? 'DER').toUpperCase();
  if (name === 'DER' || name === 'PKCS7') return name;
  throw new GatewayError(400, 'Invalid input. Response format can only be DER or PKCS7');
}

/** EJBCA passes over the form with T and Z. What is neither is a mistake that would cost a certificate of the wrong term. */
function readEnd(context: Context<GatewayEnv>, text: string | null | undefined): Date | undefined {
  if (text === null || text === undefined || text === '') return undefined;
  const date = parseValidityDate(text);
  if (date !== undefined) return date;
  if (!/^\d{4}-\d\d-\d\dT/.test(text)) {
    throw new GatewayError(400, 'Invalid input. end_time must be a date as yyyy-MM-dd HH:mm:ss in UTC.');
  }
  logger.warn('end_time is passed over: it has the form of ISO 8601, and not yyyy-MM-dd HH:mm:ss.', {
    requestId: context.var.requestId,
  });
  return undefined;
}

/** Orders a certificate. Throws a GatewayError where it is not issued: 503 while it waits, 400 for good. */
async function orderCertificate(services: OrderServices, order: CallersOrder): Promise<IssuedCertificate> {
  const outcome = await orderFromCa(services, order);
  if (outcome.state === 'issued') return outcome.certificate;
  throw orderRefusal(outcome, services.settings.retryAfterSeconds);
}
