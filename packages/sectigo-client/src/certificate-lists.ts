import {
  ApiError,
  type ArgumentsOf,
  type CallOptions,
  checkCalls,
  optional,
  type PagedList,
  totalCount,
} from '@certbridge/rest-client';
import { callOptions, listOptions, listShape } from './argument-shapes.ts';
import type { ListOptions } from './call-options.ts';
import { type CertificateFilter, certificateQuery, filterShape } from './certificate-filter.ts';
import { SslListDocumentSchema } from './certificate-schemas.ts';
import { checkPageSize, checkPosition } from './check-arguments.ts';
import { readList, readPage } from './read-list.ts';
import type { ScmApi } from './scm-api.ts';
import type { SslIdentity } from './ssl-identity.ts';
import { system } from './system.ts';

const listPath = '/api/ssl/v1';

/** Which page of a list to read. */
export interface PageOptions extends ListOptions {
  /** Index of the first row (not a page number). Default: 0. */
  readonly position?: number | undefined;
}

/** A page of the certificate list. */
export interface CertificatePage {
  readonly rows: readonly SslIdentity[];
  /** Number of matches on all pages; absent if the server doesn't send it. */
  readonly total?: number | undefined;
}

/** Lists of certificates. Rows only identify a certificate; read its record for anything else. */
export interface CertificateLists {
  /** Lists the matching certificates, each once; see `readByOffset` for what happens while the list changes. */
  list(filter?: CertificateFilter, options?: ListOptions): PagedList<SslIdentity>;
  /** Reads one page. Rows move between pages while certificates are added and removed. */
  listPage(filter?: CertificateFilter, options?: PageOptions): Promise<CertificatePage>;
  /** Counts the matching certificates. */
  count(filter?: CertificateFilter, options?: CallOptions): Promise<number>;
}

const filter = optional('filter', filterShape);
const argumentsOf: ArgumentsOf<CertificateLists> = {
  list: [filter, listOptions],
  listPage: [filter, optional('option', { ...listShape, position: 'number?' })],
  count: [filter, callOptions],
};

/** Creates the list calls of a client. */
export function createCertificateLists(api: ScmApi): CertificateLists {
  const { rest, dialect } = api;
  const listOf = (filter: CertificateFilter) => ({
    path: listPath,
    query: certificateQuery(filter, dialect),
    schema: SslListDocumentSchema,
    idOf: ({ sslId }: SslIdentity) => sslId,
    what: 'the list of certificates',
  });

  const calls: CertificateLists = {
    list: (filter = {}, options) => readList(api, listOf(filter), options),

    async listPage(filter = {}, { position = 0, pageSize = 200, signal } = {}) {
      const page = { position: checkPosition(position), size: checkPageSize(pageSize), signal };
      return await readPage(api, listOf(filter), page);
    },

    async count(filter = {}, { signal } = {}) {
      // The Admin Operations API lacks HEAD, and HEAD lacks this filter.
      const byHead = dialect.countsByHead && filter.sha256Hash === undefined;
      const list = listOf(filter);
      const total = byHead
        ? totalCount((await rest.send({ method: 'HEAD', path: listPath, query: list.query, signal })).headers)
        : (await readPage(api, list, { position: 0, size: 1, signal })).total;
      if (total !== undefined) return total;
      const method = byHead ? 'HEAD' : 'GET';
      throw new ApiError(
        `${system} gave a response that can't be used (${method} ${listPath}): expected the header X-Total-Count.`,
        { code: 'invalid-response', system, method, path: listPath },
      );
    },
  };
  return checkCalls(calls, argumentsOf, { of: 'certificates', system, lists: ['list'] });
}
