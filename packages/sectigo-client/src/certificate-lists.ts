import { ApiError, totalCount } from '@certbridge/rest-client';
import type { CallOptions } from './call-options.ts';
import { type CertificateFilter, certificateQuery } from './certificate-filter.ts';
import { type SslIdentity, SslListDocumentSchema } from './certificate-schemas.ts';
import { checkPageSize, checkPosition } from './check-arguments.ts';
import type { ListOptions } from './list-options.ts';
import { readList, readPage } from './read-list.ts';
import type { ScmApi } from './scm-api.ts';
import { system } from './system.ts';

const listPath = '/api/ssl/v1';

/** Which page of a list. */
export interface PageOptions extends ListOptions {
  /** Index of the first row, counted from 0 (0); not a page number. */
  readonly position?: number | undefined;
}

/** A page of the certificate list. */
export interface CertificatePage {
  readonly rows: readonly SslIdentity[];
  /** Certificates that match, over all pages; absent where the server doesn't tell. */
  readonly total?: number | undefined;
}

/** Lists of certificates, which hold identities only: for anything else, read the record. */
export interface CertificateLists {
  /** Lists the certificates that match, each once; see `readByOffset` for what holds while the list changes. */
  list(filter?: CertificateFilter, options?: ListOptions): AsyncIterable<SslIdentity>;
  /** Reads one page as it comes; rows move between pages while certificates come and go. */
  listPage(filter?: CertificateFilter, options?: PageOptions): Promise<CertificatePage>;
  /** Counts the certificates that match. */
  count(filter?: CertificateFilter, options?: CallOptions): Promise<number>;
}

export function createCertificateLists(api: ScmApi): CertificateLists {
  const { rest, dialect } = api;
  const listOf = (filter: CertificateFilter) => ({
    path: listPath,
    query: certificateQuery(filter, dialect),
    schema: SslListDocumentSchema,
    idOf: ({ sslId }: SslIdentity) => sslId,
    what: 'the list of certificates',
  });

  return {
    list: (filter = {}, options) => readList(api, listOf(filter), options),

    async listPage(filter = {}, { position = 0, pageSize = 200, signal } = {}) {
      const page = { position: checkPosition(position), size: checkPageSize(pageSize), signal };
      return await readPage(api, listOf(filter), page);
    },

    async count(filter = {}, { signal } = {}) {
      // HEAD is missing from the Admin Operations API, and this filter from HEAD.
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
}
