import type { Context } from 'hono';
import type { GatewayEnv } from '../../gateway-env.ts';
import type { EjbcaServices } from '../ejbca-services.ts';
import { requireRole } from '../rights.ts';

/** Forgets an end entity; its certificates stay. One that is not there is forgotten already. */
export async function deleteEndEntity(
  context: Context<GatewayEnv>,
  { endEntities }: EjbcaServices,
): Promise<Response> {
  const userName = context.req.param('name') ?? '';
  const entity = await endEntities.find(userName);
  if (entity !== undefined) {
    requireRole(context.var.caller, ['enroll'], entity);
    await endEntities.remove(userName);
  }
  return context.body(null, 200);
}
