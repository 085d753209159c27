import type { CallOptions, RestClient } from '@certbridge/rest-client';
import * as v from 'valibot';
import { invalidArgument, optionalId, requireId, requireIds, requireObject } from './arguments.ts';
import type { MetadataCallOptions } from './call-options.ts';
import { type CertificateQuery, checkQuery } from './query.ts';

/**
 * Metadata values by field name; "" clears a field. Write dates as `yyyy-MM-dd`. Only own enumerable properties count, so that a
 * `Proxy` has to list them.
 */
export type MetadataValues = Readonly<Record<string, string | number | boolean>>;

/** The scope in which the permission for a call on one certificate is checked. Default: all certificates. */
export interface CertificateScope extends CallOptions {
  /** Certificate collection, Command 11 and later. */
  readonly collectionId?: number | undefined;
  /** Certificate store container, Command 25. */
  readonly containerId?: number | undefined;
}

/** The certificates that a bulk update writes to, named in one way. An entire collection must be named explicitly. */
export type BulkTarget =
  | { readonly ids: readonly number[]; readonly query?: undefined; readonly entireCollection?: undefined }
  | { readonly query: CertificateQuery; readonly ids?: undefined; readonly entireCollection?: undefined }
  | { readonly entireCollection: number; readonly ids?: undefined; readonly query?: undefined };

/** Options of a bulk update. */
export interface BulkUpdateOptions extends MetadataCallOptions {
  /** Replace existing values instead of only filling empty fields. Default: false. */
  readonly overwriteExisting?: boolean | undefined;
  /** Collection in which the permission is checked, for ids and queries. */
  readonly collectionId?: number | undefined;
}

/** Sets metadata values on one certificate. */
export async function updateMetadata(
  rest: RestClient,
  { id, values }: { readonly id: number; readonly values: MetadataValues },
  scope: CertificateScope & MetadataCallOptions,
): Promise<void> {
  const body = { Id: requireId(id, 'certificate id'), Metadata: checkValues(values) };
  const query = scopeQuery(scope);
  if (Object.keys(values).length === 0) return;
  const { signal } = scope;
  await rest.send({
    method: 'PUT',
    path: '/Certificates/Metadata',
    query,
    body,
    idempotent: true,
    sensitive: sensitiveTexts(values, scope),
    signal,
  });
}

/** Sets metadata values on many certificates at once. */
export async function updateMetadataOfMany(
  rest: RestClient,
  { target, values }: { readonly target: BulkTarget; readonly values: MetadataValues },
  options: BulkUpdateOptions,
): Promise<void> {
  const { overwriteExisting = false, collectionId, signal } = options;
  const { selection, collection } = selectTarget(target, collectionId);
  const entries = Object.entries(checkValues(values)).map(([name, value]) => ({
    MetadataName: name,
    Value: String(value),
    OverwriteExisting: overwriteExisting,
  }));
  if (entries.length === 0) return;
  await rest.send({
    method: 'PUT',
    path: '/Certificates/Metadata/All',
    query: { collectionId: collection },
    body: { ...selection, Metadata: entries },
    // Writing the same values again changes nothing.
    idempotent: true,
    sensitive: sensitiveTexts(values, options),
    signal,
  });
}

/** Asks the server whether a certificate has a value. */
export async function compareMetadata(
  rest: RestClient,
  { id, name, value }: { readonly id: number; readonly name: string; readonly value: string },
  { collectionId, signal }: Omit<CertificateScope, 'containerId'>,
): Promise<boolean> {
  if (name === '') throw invalidArgument('The name of the metadata field to compare is empty.');
  const query = {
    certificateId: requireId(id, 'certificate id'),
    metadataFieldName: name,
    value,
    collectionId: optionalId(collectionId, 'collection id'),
  };
  const path = '/Certificates/Metadata/Compare';
  return (await rest.json({ method: 'GET', path, query, schema: v.boolean(), signal })).data;
}

/** Lists the texts to redact from errors of a call. */
export function sensitiveTexts(
  values: MetadataValues,
  { sensitiveFields = [], secrets = [] }: MetadataCallOptions,
): string[] {
  const ofFields = Object.entries(values).filter(([name]) => sensitiveFields.includes(name));
  return [...secrets, ...ofFields.map(([, value]) => String(value))];
}

/** Returns the parameters for the permission check. */
export function scopeQuery({ collectionId, containerId }: CertificateScope) {
  return {
    collectionId: optionalId(collectionId, 'collection id'),
    containerId: optionalId(containerId, 'container id'),
  };
}

function selectTarget(target: BulkTarget, collectionId: number | undefined) {
  const collection = optionalId(collectionId, 'collection id');
  const { ids, query, entireCollection } = target;
  const given = [ids, query, entireCollection].filter((part) => part !== undefined);
  if (given.length !== 1) {
    throw invalidArgument(
      'The certificates to write to must be given by exactly one of ids, query, entireCollection.',
    );
  }
  if (ids !== undefined) {
    return { selection: { CertificateIds: requireIds(ids, 'certificate id') }, collection };
  }
  if (query !== undefined) {
    if (query.trim() === '') {
      throw invalidArgument(
        'The query of the certificates to write to is empty, which would mean all of them.',
      );
    }
    checkQuery(query, 'The property query of certificates.updateMetadataOfMany');
    return { selection: { Query: query }, collection };
  }
  return { selection: {}, collection: requireId(entireCollection as number, 'collection id') };
}

/** Requires values that can be written. How Command handles null isn't documented, and an undefined property would be silently dropped. */
export function checkValues(values: MetadataValues): MetadataValues {
  requireObject(values, { name: 'Metadata values', what: 'an object of values by field name' });
  for (const [name, value] of Object.entries(values)) {
    if (name === '') throw invalidArgument('The name of a metadata field to write is empty.');
    if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) continue;
    throw invalidArgument(
      `The value of the metadata field ${name} must be text, a number or a boolean. Use "" to clear a field.`,
    );
  }
  return values;
}
