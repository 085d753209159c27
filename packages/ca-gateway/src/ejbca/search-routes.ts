import type { EjbcaApp, EjbcaServices } from './ejbca-services.ts';
import { readBooleanQuery } from './read-query.ts';
import { requireAllRead } from './require-all-read.ts';
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
    const { caller } = context.var;
    requireAllRead(host.cas.filter(({ name: ca }) => caller.can('read', { ca })));
    const within = readableScopes(host, caller);
    const count = await host.certificates.count({ within, ...(activeOnly && { statuses: ['active'] }) });
    return context.json({ count });
  });
}
