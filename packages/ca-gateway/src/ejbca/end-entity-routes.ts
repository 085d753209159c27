import type { Context } from 'hono';
import type { GatewayEnv } from '../gateway-env.ts';
import type { EjbcaApp, EjbcaServices } from './ejbca-services.ts';
import { addEndEntity } from './end-entities/add-end-entity.ts';
import { findOwnOrNone } from './end-entities/find-own-end-entity.ts';
import { requestCertificate } from './end-entities/request-certificate.ts';
import { searchEndEntities } from './end-entities/search-end-entities.ts';
import { setEndEntityStatus } from './end-entities/set-end-entity-status.ts';
import { ejbcaPrefix } from './routing-path.ts';

/** Adds what registers end entities and orders for them. */
export function addEndEntityRoutes(app: EjbcaApp, services: EjbcaServices): void {
  const base = `${ejbcaPrefix}/v1/endentity`;
  app.post(base, (context) => addEndEntity(context, services));
  app.post(`${base}/search`, (context) => searchEndEntities(context, services));
  app.post(`${base}/:name/setstatus`, (context) => setEndEntityStatus(context, services));
  app.delete(`${base}/:name`, (context) => deleteEndEntity(context, services));
  app.post(`${ejbcaPrefix}/v1/certificate/certificaterequest`, (context) =>
    requestCertificate(context, services),
  );
}

/** Forgets an end entity; its certificates stay. One that is not there is forgotten already. */
async function deleteEndEntity(context: Context<GatewayEnv>, services: EjbcaServices): Promise<Response> {
  const userName = context.req.param('name') ?? '';
  const entity = await findOwnOrNone(services, { userName, caller: context.var.caller });
  if (entity !== undefined) await services.endEntities.remove(userName);
  return context.body(null, 200);
}
