import type { Context } from 'hono';
import * as v from 'valibot';
import type { GatewayEnv } from '../../gateway-env.ts';
import { GatewayError } from '../../gateway-error.ts';
import { listOffers } from '../../list-offers.ts';
import { Patience } from '../../patience.ts';
import type { EjbcaServices } from '../ejbca-services.ts';
import { endEntityProfile } from '../end-entity-profile.ts';
import { readBody } from '../read-body.ts';
import { requireRole } from '../rights.ts';
import {
  bounded,
  KeptTextSchema,
  NameSchema,
  OptionalNameValuesSchema,
  OptionalTextSchema,
  objectOf,
  withoutControls,
} from '../wire/body-parts.ts';
import { tokenTypes } from '../wire/end-entity-terms.ts';
import { hashPassword } from './password-hash.ts';

const PlainSchema = v.pipe(v.string(), withoutControls);

const AddEndEntitySchema = objectOf({
  username: v.pipe(NameSchema, bounded(250)),
  password: OptionalTextSchema,
  subject_dn: v.pipe(NameSchema, bounded(4000)),
  subject_alt_name: KeptTextSchema,
  email: KeptTextSchema,
  extension_data: v.nullish(
    v.pipe(
      v.array(objectOf({ name: PlainSchema, value: PlainSchema })),
      v.maxLength(100, 'must not have more than 100 entries.'),
    ),
    [],
  ),
  ca_name: NameSchema,
  certificate_profile_name: NameSchema,
  end_entity_profile_name: NameSchema,
  token: v.picklist(tokenTypes),
  // Read only for their types.
  account_binding_id: OptionalTextSchema,
  custom_data: OptionalNameValuesSchema,
});

type AddEndEntity = v.InferOutput<typeof AddEndEntitySchema>;

/** Registers an end entity. */
export async function addEndEntity(context: Context<GatewayEnv>, services: EjbcaServices): Promise<Response> {
  const body = await readBody(context, AddEndEntitySchema);
  await checkNames(context, { body, services });
  const isAdded = await services.endEntities.add({
    userName: body.username,
    passwordHash: body.password ? await hashPassword(body.password) : null,
    subject: body.subject_dn,
    subjectAlternativeName: body.subject_alt_name ?? null,
    email: body.email ?? null,
    ca: body.ca_name,
    profile: body.certificate_profile_name,
    token: body.token,
    status: 'NEW',
    extensionData: body.extension_data,
    csrSha256: null,
    changedAt: new Date(),
  });
  if (!isAdded)
    throw new GatewayError(409, 'The user name is taken. Delete the end entity first, or take another name.');
  return context.body(null, 200);
}

async function checkNames(
  context: Context<GatewayEnv>,
  { body, services }: { readonly body: AddEndEntity; readonly services: EjbcaServices },
): Promise<void> {
  const { host, settings } = services;
  const { ca_name, certificate_profile_name: profile } = body;
  // First, or the response would tell those without the role which CAs there are.
  requireRole(context.var.caller, ['enroll'], { ca: ca_name, profile });
  const ca = host.cas.find(({ name }) => name === ca_name);
  if (ca === undefined) throw new GatewayError(400, 'Invalid request, unknown CA.');
  const wanted = ({ name }: { readonly name: string }) => name === profile;
  const { retryAfterSeconds } = settings;
  const offers = await listOffers([ca], { ...new Patience(settings).options(), wanted, retryAfterSeconds });
  if (offers.length === 0) {
    throw new GatewayError(400, 'Invalid request, unknown certificate profile.');
  }
  if (body.end_entity_profile_name !== endEntityProfile.name) {
    throw new GatewayError(400, 'Invalid request, unknown end entity profile.');
  }
}
