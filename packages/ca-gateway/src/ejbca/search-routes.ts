import type { EjbcaApp, EjbcaServices } from './ejbca-services.ts';
import { readBooleanQuery } from './read-query.ts';
import { readableScopes } from './rights.ts';
import { ejbcaPrefix } from './routing-path.ts';
import { searchV1 } from './search-v1.ts';
import { searchV2 } from './search-v2.ts';

/** Adds both searches for certificates, and the count. */
export function addSearchRoutes(app: EjbcaApp, services: EjbcaServices): void {
  const { host } = services;
  app.post(`${ejbcaPrefix}/v1/certificate/search`, (context) => searchV1(context, services));
  app.post(`${ejbcaPrefix}/v2/certificate/search`, (context) => searchV2(context, services));

  app.get(`${ejbcaPrefix}/v2/certificate/count`, async (context) => {
    const activeOnly = readBooleanQuery(context, 'isActive');
    const within = readableScopes(host, context.var.caller);
    const count = await host.certificates.count({ within, ...(activeOnly && { statuses: ['active'] }) });
    return context.json({ count });
  });
}
