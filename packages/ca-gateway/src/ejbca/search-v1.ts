import type { Context } from 'hono';
import type { GatewayEnv } from '../gateway-env.ts';
import type { EjbcaServices } from './ejbca-services.ts';
import { readBody } from './read-body.ts';
import { readableQuery } from './readable-query.ts';
import { checkResultLimit } from './result-limit.ts';
import { IntegerSchema, objectOf } from './wire/body-parts.ts';
import { readCertificateSort } from './wire/certificate-sort.ts';
import { CriteriaSchema } from './wire/criteria-schema.ts';
import { foundCertificateV1 } from './wire/found-certificate.ts';

const SearchV1Schema = objectOf({ max_number_of_results: IntegerSchema, criteria: CriteriaSchema });

/** Returns the first certificates that match. */
export async function searchV1(context: Context<GatewayEnv>, services: EjbcaServices): Promise<Response> {
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
