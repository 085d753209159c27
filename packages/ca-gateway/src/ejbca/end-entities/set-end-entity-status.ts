import type { Context } from 'hono';
import * as v from 'valibot';
import type { GatewayEnv } from '../../gateway-env.ts';
import { GatewayError } from '../../gateway-error.ts';
import type { EjbcaServices } from '../ejbca-services.ts';
import { readBody } from '../read-body.ts';
import { requireRole } from '../rights.ts';
import { OptionalTextSchema } from '../wire/body-parts.ts';
import { endEntityStatuses, tokenTypes } from '../wire/end-entity-terms.ts';
import { hashPassword } from './password-hash.ts';

const SetStatusSchema = v.object({
  password: OptionalTextSchema,
  token: v.picklist(tokenTypes),
  status: v.picklist(endEntityStatuses),
});

/** Changes an end entity's status and form of token, and its password if one is given. */
export async function setEndEntityStatus(
  context: Context<GatewayEnv>,
  { endEntities }: EjbcaServices,
): Promise<Response> {
  const { password, token, status } = await readBody(context, SetStatusSchema);
  const entity = await endEntities.find(context.req.param('name') ?? '');
  if (entity === undefined) throw new GatewayError(404, 'The end entity does not exist.');
  requireRole(context.var.caller, ['enroll'], entity);
  await endEntities.replace({
    ...entity,
    token,
    status,
    ...(password && { passwordHash: await hashPassword(password) }),
    changedAt: new Date(),
  });
  return context.body(null, 200);
}
