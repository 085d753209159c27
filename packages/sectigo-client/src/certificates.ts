import { ApiError, path, type RestClient, readByOffset, totalCount } from '@certbridge/rest-client';
import type { CallOptions } from './call-options.ts';
import {
  type SslDetails,
  SslDetailsDocumentSchema,
  type SslIdentity,
  SslListDocumentSchema,
} from './certificate-schemas.ts';
import { findUnstoredFields, planCustomFieldList } from './custom-field-list.ts';

const maxPageSize = 200;
const system = 'Sectigo SCM';

/** Filters of the certificate list; each absent one lets everything through. */
export interface CertificateFilter {
  /** Id of the certificate profile. */
  readonly sslTypeId?: number | undefined;
  /** One status: `Issued`, `Revoked`, `Expired`, ... */
  readonly status?: string | undefined;
}

export interface ListOptions extends CallOptions {
  /** Rows a page, 1 to 200 (200); anything else is brought into these limits. */
  readonly pageSize?: number | undefined;
}

/** SSL certificates. [SCM API documentation 25.5, "SSL Certificates"] */
export interface Certificates {
  /** Lists the certificates that match, each once; see `readByOffset` for what holds while the list changes. */
  list(filter?: CertificateFilter, options?: ListOptions): AsyncIterable<SslIdentity>;
  /** Reads the record of a certificate. Dates are `yyyy-MM-dd`; a key without a value is absent, never null or "". */
  get(sslId: number, options?: CallOptions): Promise<SslDetails>;
  /**
   * Sets custom fields by name, "" to clear, and returns the record. Other fields keep their values, and nothing else
   * of the certificate is sent. Where all values are stored already, nothing is written.
   *
   * Reads first, since the whole list is sent; a change by somebody else in between is lost. Throws an `ApiError`
   * 'not-stored' where the server's answer shows other values than were sent.
   */
  updateCustomFields(
    sslId: number,
    values: Readonly<Record<string, string>>,
    options?: CallOptions,
  ): Promise<SslDetails>;
}

export function createCertificates(rest: RestClient): Certificates {
  async function get(sslId: number, { signal }: CallOptions = {}): Promise<SslDetails> {
    const answer = await rest.json({
      method: 'GET',
      path: path`/api/ssl/v1/${sslId}`,
      query: { dateFormat: 'ISO' },
      schema: SslDetailsDocumentSchema,
      signal,
    });
    return answer.data;
  }

  return {
    list({ sslTypeId, status } = {}, { pageSize = maxPageSize, signal } = {}) {
      const size = Math.min(maxPageSize, Math.max(1, Math.trunc(pageSize)));
      return readByOffset({
        system,
        what: `${system}: the list of certificates`,
        signal,
        idOf: (row) => row.sslId,
        async readPage(position) {
          const { data, headers } = await rest.json({
            method: 'GET',
            path: '/api/ssl/v1',
            query: { size, position, sslTypeId, status },
            schema: SslListDocumentSchema,
            signal,
          });
          return { rows: data, total: totalCount(headers) };
        },
      });
    },

    get,

    async updateCustomFields(sslId, values, options = {}) {
      const details = await get(sslId, options);
      const customFields = planCustomFieldList(details.customFields ?? [], values);
      if (customFields === undefined) return details;
      const { data } = await rest.json({
        method: 'PUT',
        path: '/api/ssl/v1',
        query: { dateFormat: 'ISO' },
        body: { sslId, customFields },
        // The whole list is sent, so sending it again changes nothing.
        idempotent: true,
        schema: SslDetailsDocumentSchema,
        signal: options.signal,
      });
      const unstored = findUnstoredFields(data.customFields ?? [], customFields);
      if (unstored.length === 0) return data;
      throw new ApiError(
        `${system} took the update of certificate ${sslId} but doesn't show the values that were sent for ${unstored.map((name) => `"${name}"`).join(', ')}. Check that the custom fields are active and accept such values.`,
        { code: 'not-stored', system, method: 'PUT', path: '/api/ssl/v1' },
      );
    },
  };
}
