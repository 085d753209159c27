import type { CaHost, CertificateSort, IssuedCertificate, StoredCertificateQuery } from '@certbridge/ca-host';
import type { Context } from 'hono';
import * as v from 'valibot';
import type { GatewayEnv } from '../gateway-env.ts';
import { GatewayError } from '../gateway-error.ts';
import type { EjbcaServices } from './ejbca-services.ts';
import { readBody } from './read-body.ts';
import { readableQuery } from './readable-query.ts';
import { IntegerSchema, OptionalTextSchema, objectOf } from './wire/body-parts.ts';
import { readCertificateSort } from './wire/certificate-sort.ts';
import { CriteriaSchema } from './wire/criteria-schema.ts';
import { foundCertificateV2 } from './wire/found-certificate.ts';

const PaginationSchema = objectOf({ page_size: IntegerSchema, current_page: IntegerSchema });

type Pagination = v.InferOutput<typeof PaginationSchema>;

const SearchV2Schema = objectOf({
  pagination: v.nullish(PaginationSchema),
  sort: v.nullish(objectOf({ property: OptionalTextSchema, operation: OptionalTextSchema })),
  criteria: CriteriaSchema,
});

/** What asks for a number only. */
const countOnly = -1;

/** Returns a page of the certificates that match, or their number. */
export async function searchV2(context: Context<GatewayEnv>, services: EjbcaServices): Promise<Response> {
  const body = await readBody(context, SearchV2Schema);
  const pagination = checkPagination(body.pagination);
  const sort = readCertificateSort(body.sort);
  const { caller } = context.var;
  const query = await readableQuery(services, { caller, criteria: body.criteria });
  if (pagination === undefined || pagination.current_page === countOnly) {
    const total_certs = query === undefined ? 0 : await services.host.certificates.count(query);
    return context.json({ certificates: [], pagination_summary: { ...pagination, total_certs } });
  }
  // What is cut is the page, and not what lies between two pages: later ones go on where it ends.
  const pageSize = Math.min(pagination.page_size, services.settings.pageLimit);
  const page = pagination.current_page;
  const found = query && (await readPage(services, { caller: caller.name, query, sort, pageSize, page }));
  return context.json(render(services.host, { pagination, pageSize, found: found ?? [] }));
}

function checkPagination(pagination: Pagination | null | undefined): Pagination | undefined {
  if (pagination === null || pagination === undefined) return undefined;
  const { page_size, current_page } = pagination;
  if (current_page < 1 && current_page !== countOnly) {
    throw new GatewayError(400, 'Current page must be greater 0.');
  }
  if (page_size < 1) throw new GatewayError(400, 'Page size must be greater 0.');
  return pagination;
}

interface AskedPage {
  readonly caller: string;
  readonly query: StoredCertificateQuery;
  readonly sort: CertificateSort;
  readonly pageSize: number;
  readonly page: number;
}

async function readPage(
  { host, pageEnds }: EjbcaServices,
  asked: AskedPage,
): Promise<readonly IssuedCertificate[]> {
  const { query, sort, pageSize, page } = asked;
  const start = pageEnds.startOf(asked, page);
  const { certificates, end } = await host.certificates.search(query, { sort, start, limit: pageSize });
  await pageEnds.keep(asked, { page, start, end, isShort: certificates.length < pageSize });
  return certificates;
}

function render(
  { cas, certificates }: CaHost,
  page: {
    readonly pagination: Pagination;
    readonly pageSize: number;
    readonly found: readonly IssuedCertificate[];
  },
) {
  const { pagination, pageSize, found } = page;
  const products = new Map(cas.map(({ name }) => [name, certificates.productsOf(name)]));
  const idOf = ({ ca, productName }: IssuedCertificate) =>
    products.get(ca)?.find(({ name }) => name === productName)?.id ?? 0;
  const rows = pageSize * (pagination.current_page - 1) + found.length;
  return {
    certificates: found.map((each) => foundCertificateV2(each, idOf(each))),
    pagination_summary: { ...pagination, ...(found.length > 0 && { total_certs: rows }) },
  };
}
