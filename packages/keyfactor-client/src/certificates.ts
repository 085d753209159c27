import {
  type ArgumentsOf,
  checkCalls,
  checkRecord,
  optional,
  type PagedList,
  path,
  type RestClient,
  required,
  type Shape,
} from '@certbridge/rest-client';
import { metadataShape } from './argument-shapes.ts';
import { requireId } from './arguments.ts';
import type { MetadataCallOptions } from './call-options.ts';
import type { CertificateImportResult } from './certificate-import-result.ts';
import { CommandCertificateSchema } from './certificate-schemas.ts';
import type { CommandCertificate } from './command-certificate.ts';
import { type FindOptions, findBySerialNumber, findByThumbprint } from './find-certificates.ts';
import { type CertificateImport, importCertificate } from './import-certificate.ts';
import { type CertificateSearch, searchCertificates } from './search-certificates.ts';
import { system } from './system.ts';
import {
  type BulkTarget,
  type BulkUpdateOptions,
  type CertificateScope,
  compareMetadata,
  type MetadataValues,
  scopeQuery,
  updateMetadata,
  updateMetadataOfMany,
} from './write-metadata.ts';

/** Options of {@link Certificates.get}. */
export interface GetCertificateOptions extends CertificateScope {
  /** Include the metadata values. Default: true. */
  readonly includeMetadata?: boolean | undefined;
  /** Include the stores and addresses that hold the certificate. Default: false. */
  readonly includeLocations?: boolean | undefined;
}

/**
 * Certificates and their metadata. Reading needs the permission `/certificates/collections/read/`, writing metadata
 * `/certificates/collections/metadata/modify/`; with `collectionId`, the permission for that collection is enough.
 *
 * An id that isn't a positive 32-bit integer, or a page size outside 1 to 10000, throws an `ApiError` 'invalid-argument'
 * before anything is sent. [Command 25.1, "Certificates"]
 */
export interface Certificates {
  /**
   * Searches certificates, with their metadata, and yields each once, sorted by id by default.
   *
   * Pages by `CertId -gt last`, which is exact even while the inventory changes, and falls back to paging by offset if the
   * server refuses or ignores that condition. Check the rows against the query: a server silently ignores parameters it
   * doesn't know. Throws an `ApiError` 'bad-request' for a query that the server refuses, and 'invalid-response' rather than
   * end early.
   */
  list(search?: CertificateSearch): PagedList<CommandCertificate>;
  /**
   * Gets a certificate by its Command id, even if it is revoked or expired. Throws an `ApiError` 'not-found', or
   * 'invalid-response' if the response is another certificate.
   */
  get(id: number, options?: GetCertificateOptions): Promise<CommandCertificate>;
  /**
   * Finds certificates by serial number, including revoked and expired ones. Accepts any hexadecimal notation; leading zeros
   * don't matter. There may be several, since serial numbers are unique per issuer only.
   */
  findBySerialNumber(serialNumber: string, options?: FindOptions): Promise<CommandCertificate[]>;
  /** Finds the certificate with a SHA-1 thumbprint, even if it is revoked or expired; undefined if there is none. */
  findByThumbprint(thumbprint: string, options?: FindOptions): Promise<CommandCertificate | undefined>;
  /** Sets metadata values by field name; "" clears a field. Other fields keep their values. Sends nothing if `values` is empty. */
  updateMetadata(
    id: number,
    values: MetadataValues,
    options?: CertificateScope & MetadataCallOptions,
  ): Promise<void>;
  /**
   * Sets metadata values on many certificates in one call: `{ids}`, `{query}`, or `{entireCollection}`. Fills empty
   * fields only, unless `overwriteExisting` is set. Whether a query includes revoked and expired certificates isn't
   * documented, and the response doesn't say how many were written.
   *
   * An empty list of ids or an empty query is refused: the API may treat it as everything.
   */
  updateMetadataOfMany(
    target: BulkTarget,
    values: MetadataValues,
    options?: BulkUpdateOptions,
  ): Promise<void>;
  /**
   * Asks Command whether a certificate has exactly this value. Whether case and the notation of dates and numbers matter isn't
   * documented.
   */
  compareMetadata(
    id: number,
    expected: { readonly name: string; readonly value: string },
    options?: Omit<CertificateScope, 'containerId'>,
  ): Promise<boolean>;
  /**
   * Imports a certificate, with metadata. Never retried. What happens to a certificate that Command already has, and what the
   * status numbers mean, isn't documented: if it matters, get the certificate by its thumbprint afterwards.
   */
  import(certificate: CertificateImport, options?: MetadataCallOptions): Promise<CertificateImportResult>;
}

const scopeShape = {
  signal: 'signal?',
  collectionId: 'number?',
  containerId: 'number?',
} as const satisfies Shape<CertificateScope>;
const findShape = {
  signal: 'signal?',
  includeMetadata: 'flag?',
  includeLocations: 'flag?',
  includeHasPrivateKey: 'flag?',
  collectionId: 'number?',
} as const satisfies Shape<FindOptions>;
const findOptions = optional('option', findShape);
const searchShape = {
  ...findShape,
  query: 'text?',
  includeRevoked: 'flag?',
  includeExpired: 'flag?',
  pageSize: 'number?',
  paging: 'text?',
  sortBy: 'text?',
  descending: 'flag?',
  onUnreadableRow: 'function?',
} as const satisfies Shape<CertificateSearch>;
const argumentsOf: ArgumentsOf<Certificates> = {
  list: [optional('option', searchShape)],
  get: [null, optional('option', { ...scopeShape, includeMetadata: 'flag?', includeLocations: 'flag?' })],
  findBySerialNumber: [null, findOptions],
  findByThumbprint: [null, findOptions],
  updateMetadata: [null, null, optional('option', { ...scopeShape, ...metadataShape })],
  updateMetadataOfMany: [
    required('property', { ids: 'list?', query: 'text?', entireCollection: 'number?' }),
    null,
    optional('option', { ...metadataShape, overwriteExisting: 'flag?', collectionId: 'number?' }),
  ],
  compareMetadata: [
    null,
    required('property', { name: 'text', value: 'text' }),
    optional('option', { signal: 'signal?', collectionId: 'number?' }),
  ],
  import: [
    required('property', {
      Certificate: 'any',
      Password: 'text?',
      Metadata: 'object?',
      ImportMetadata: 'flag?',
      StoreIds: 'list?',
      StoreTypes: 'list?',
      Schedule: 'any?',
    }),
    optional('option', metadataShape),
  ],
};

/** Creates the certificate calls of a client. */
export function createCertificates(rest: RestClient): Certificates {
  const calls: Certificates = {
    list: (search = {}) => searchCertificates(rest, search),

    async get(id, options = {}) {
      const { includeMetadata = true, includeLocations, signal } = options;
      const call = {
        method: 'GET',
        path: path`/Certificates/${requireId(id, 'certificate id')}`,
      } as const;
      const { data } = await rest.json({
        ...call,
        query: { includeMetadata, includeLocations, ...scopeQuery(options) },
        schema: CommandCertificateSchema,
        signal,
      });
      checkRecord(data.Id, id, { ...call, system, what: 'certificate' });
      return data;
    },

    findBySerialNumber: (serialNumber, options = {}) => findBySerialNumber(rest, serialNumber, options),
    findByThumbprint: (thumbprint, options = {}) => findByThumbprint(rest, thumbprint, options),
    updateMetadata: (id, values, options = {}) => updateMetadata(rest, { id, values }, options),
    updateMetadataOfMany: (target, values, options = {}) =>
      updateMetadataOfMany(rest, { target, values }, options),
    compareMetadata: (id, expected, options = {}) => compareMetadata(rest, { id, ...expected }, options),
    import: (certificate, options = {}) => importCertificate(rest, certificate, options),
  };
  return checkCalls(calls, argumentsOf, { of: 'certificates', system, lists: ['list'] });
}
