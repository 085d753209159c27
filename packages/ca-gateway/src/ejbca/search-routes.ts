import type { Context } from 'hono';
import type { GatewayEnv } from '../gateway-env.ts';
import type { EjbcaApp, EjbcaServices } from './ejbca-services.ts';
import { readBody } from './read-body.ts';
import { readBooleanQuery } from './read-query.ts';
import { readableQuery } from './readable-query.ts';
import { requireAllRead } from './require-all-read.ts';
import { checkResultLimit } from './result-limit.ts';
import { readableScopes } from './rights.ts';
import { ejbcaPrefix } from './routing-path.ts';
import { searchV2 } from './search-v2.ts';
import { IntegerSchema, objectOf } from './wire/body-parts.ts';
import { readCertificateSort } from './wire/certificate-sort.ts';
import { CriteriaSchema } from './wire/criteria-schema.ts';
import { foundCertificateV1 } from './wire/found-certificate.ts';

const SearchV1Schema = objectOf({ max_number_of_results: IntegerSchema, criteria: CriteriaSchema });

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

/** Returns the first certificates that match. */
async function searchV1(context: Context<GatewayEnv>, services: EjbcaServices): Promise<Response> {
  const { max_number_of_results: limit, criteria } = await readBody(context, SearchV1Schema);
  checkResultLimit(limit, services.settings.pageLimit);
  const query = await readableQuery(services, { caller: context.var.caller, criteria });
  const sort = readCertificateSort(undefined);
  const found =
    query === undefined
      ? []
      : (await services.host.certificates.search(query, { sort, start: { offset: 0 }, limit: limit + 1 }))
          .certificates;
  return context.json({
    certificates: found.slice(0, limit).map(foundCertificateV1),
    more_results: found.length > limit,
  });
}
