import type { EjbcaApp, EjbcaServices } from './ejbca-services.ts';
import { addEndEntity } from './end-entities/add-end-entity.ts';
import { deleteEndEntity } from './end-entities/delete-end-entity.ts';
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
