import type { Context } from 'hono';
import type { GatewayEnv } from '../../gateway-env.ts';
import type { EjbcaServices } from '../ejbca-services.ts';
import { findOwnOrNone } from './find-own-end-entity.ts';

/** Forgets an end entity; its certificates stay. One that is not there is forgotten already. */
export async function deleteEndEntity(
  context: Context<GatewayEnv>,
  services: EjbcaServices,
): Promise<Response> {
  const userName = context.req.param('name') ?? '';
  const entity = await findOwnOrNone(services, { userName, caller: context.var.caller });
  if (entity !== undefined) await services.endEntities.remove(userName);
  return context.body(null, 200);
}
