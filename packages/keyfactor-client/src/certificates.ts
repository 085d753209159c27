import { checkRecord, path, type RestClient } from '@certbridge/rest-client';
import { requireId } from './arguments.ts';
import type { MetadataCallOptions } from './call-options.ts';
import {
  type CertificateImportResult,
  type CommandCertificate,
  CommandCertificateSchema,
} from './certificate-schemas.ts';
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

/** What comes along with a single certificate. */
export interface CertificateReading extends CertificateScope {
  /** Whether the metadata values come along (true). */
  readonly includeMetadata?: boolean | undefined;
  /** Whether the stores and addresses that hold the certificate come along (false). */
  readonly includeLocations?: boolean | undefined;
}

/**
 * Certificates and their metadata. Reading needs the permission `/certificates/collections/read/`, writing metadata
 * `/certificates/collections/metadata/modify/`, or either for one collection where `collectionId` is given.
 *
 * Arguments that can't be used (ids that are no positive 32-bit integers, page sizes beyond 1 to 10000) are refused with an
 * `ApiError` 'invalid-argument' before anything is sent. [Command 25.1, "Certificates"]
 */
export interface Certificates {
  /**
   * Searches certificates, with their metadata, and yields each once; in the order of their ids unless told otherwise.
   *
   * Pages by `CertId -gt last`, which stays exact while the inventory changes; a server that refuses or ignores
   * that condition is read by offset instead. Check the rows against the query: a server that doesn't know a parameter
   * ignores it silently. Throws an `ApiError` 'bad-request' for a query that the server refuses, and
   * 'invalid-response' rather than end early.
   */
  list(search?: CertificateSearch): AsyncIterable<CommandCertificate>;
  /**
   * Reads one certificate by its Command id, revoked and expired ones too. Throws an `ApiError` 'not-found', and
   * 'invalid-response' where the answer is another certificate's.
   */
  get(id: number, options?: CertificateReading): Promise<CommandCertificate>;
  /**
   * Finds certificates by serial number: hexadecimal in any notation, leading zeros don't count. Revoked and expired ones are
   * found too. Several can have the same: serial numbers are unique for one issuer only.
   */
  findBySerialNumber(serialNumber: string, options?: FindOptions): Promise<CommandCertificate[]>;
  /** Finds the certificate with a SHA-1 thumbprint, also a revoked or expired one; undefined if there is none. */
  findByThumbprint(thumbprint: string, options?: FindOptions): Promise<CommandCertificate | undefined>;
  /** Sets metadata values by field name, "" to clear; other fields stay. Nothing is sent where there are no values. */
  updateMetadata(
    id: number,
    values: MetadataValues,
    options?: CertificateScope & MetadataCallOptions,
  ): Promise<void>;
  /**
   * Sets metadata values on many certificates in one call: `{ids}`, `{query}`, or `{entireCollection}`. Fills empty
   * fields only, unless `overwriteExisting` is set. Whether a query catches revoked and expired certificates is not
   * published, nor does the response tell how many were written.
   *
   * An empty list of ids and an empty query are refused: the API may take them for everything.
   */
  updateMetadataOfMany(
    target: BulkTarget,
    values: MetadataValues,
    options?: BulkUpdateOptions,
  ): Promise<void>;
  /**
   * Asks whether a certificate holds exactly this value. Whether letter case and the spelling of dates and numbers count is
   * not published.
   */
  compareMetadata(
    id: number,
    expected: { readonly name: string; readonly value: string },
    options?: Omit<CertificateScope, 'containerId'>,
  ): Promise<boolean>;
  /**
   * Imports a certificate, with metadata. Never retried. What happens with one that is known already, and the
   * meaning of the status numbers, is not published: where it matters, read the certificate back by its thumbprint.
   */
  import(certificate: CertificateImport, options?: MetadataCallOptions): Promise<CertificateImportResult>;
}

export function createCertificates(rest: RestClient): Certificates {
  return {
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
}
