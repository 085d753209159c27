import type { Context } from 'hono';
import * as v from 'valibot';
import type { GatewayEnv } from '../../gateway-env.ts';
import type { EjbcaServices } from '../ejbca-services.ts';
import { readBody } from '../read-body.ts';
import { OptionalTextSchema, objectOf } from '../wire/body-parts.ts';
import { endEntityStatuses, tokenTypes } from '../wire/end-entity-terms.ts';
import { findOwnEndEntity } from './find-own-end-entity.ts';
import { hashPassword } from './password-hash.ts';

const SetStatusSchema = objectOf({
  password: OptionalTextSchema,
  token: v.picklist(tokenTypes),
  status: v.picklist(endEntityStatuses),
});

/** Changes an end entity's status and form of token, and its password if one is given. */
export async function setEndEntityStatus(
  context: Context<GatewayEnv>,
  services: EjbcaServices,
): Promise<Response> {
  const { password, token, status } = await readBody(context, SetStatusSchema);
  const { caller } = context.var;
  const userName = context.req.param('name') ?? '';
  const passwordHash = password ? await hashPassword(password) : undefined;
  for (;;) {
    const entity = await findOwnEndEntity(services, { userName, caller });
    const changed = {
      ...entity,
      token,
      status,
      changedAt: new Date(),
      ...(passwordHash !== undefined && { passwordHash }),
      // Whoever sets it to NEW lets another request order.
      ...(status === 'NEW' && { csrSha256: null }),
    };
    if (await services.endEntities.replace(entity, changed)) return context.body(null, 200);
  }
}
