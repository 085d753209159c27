import {
  ApiError,
  type ArgumentsOf,
  type CallOptions,
  checkCalls,
  checkRecord,
  optional,
  type PagedList,
  pagedList,
  path,
  type RestClient,
  required,
  type Shape,
} from '@certbridge/rest-client';
import * as v from 'valibot';
import { callOptions, rowOptions } from './argument-shapes.ts';
import { invalidArgument, requireId, requireIds, requireOneOf } from './arguments.ts';
import type { RowOptions } from './call-options.ts';
import { MetadataDataTypes, MetadataEnrollments } from './enumerations.ts';
import { listMetadataFields } from './list-metadata-fields.ts';
import type { MetadataField, MetadataFieldCreate } from './metadata-field.ts';
import { MetadataFieldSchema } from './metadata-field-schemas.ts';
import { isMetadataFieldName, isSearchField } from './search-fields.ts';
import { system } from './system.ts';

const fieldsPath = '/MetadataFields';
const label = 'metadata field id';
const what = 'metadata field';

/** Options for deleting metadata fields. */
export interface DeleteMetadataFieldOptions extends CallOptions {
  /** Delete fields that are in use, too, together with their values on certificates. Default: false. */
  readonly force?: boolean | undefined;
}

/**
 * Definitions of metadata fields. Reading needs the permission `/metadata/types/read/`, writing the corresponding modify
 * permission. An id that isn't a positive 32-bit integer throws an `ApiError` 'invalid-argument'.
 * [Command 25.1, "Metadata Fields"]
 */
export interface MetadataFields {
  /** Lists all metadata fields across pages, each once. */
  list(options?: RowOptions): PagedList<MetadataField>;
  /**
   * Gets a metadata field by id, or by name ignoring case. Throws an `ApiError` 'not-found' if there is none. A name that
   * consists of digits is looked up in the list, since the API would take it for an id.
   */
  get(idOrName: number | string, options?: CallOptions): Promise<MetadataField>;
  /**
   * Creates a field. Never retried. Throws an `ApiError` 'bad-request' if the name is taken, and 'invalid-response' if the response
   * is another field.
   */
  create(field: MetadataFieldCreate, options?: CallOptions): Promise<MetadataField>;
  /**
   * Replaces a definition. Pass every property that was read, including unknown ones: missing ones are reset.
   * A data type or enrollment must be a known one, or the one that the field has: a newer Command may have more. Of an unknown
   * one the field is read first.
   * The data type can't be changed, nor the name once a certificate has a value. A missing display order becomes 0,
   * because Command 11 and later require one.
   */
  update(field: MetadataField, options?: CallOptions): Promise<MetadataField>;
  /**
   * Deletes a field; one that is in use only with `force`. Never retried: after a lost response a second attempt would fail
   * with 'not-found'.
   */
  delete(id: number, options?: DeleteMetadataFieldOptions): Promise<void>;
  /**
   * Deletes several fields, and continues after one that can't be deleted; fields in use are kept unless `force` is set. The
   * response doesn't say which were deleted. An empty list is refused. Never retried.
   */
  deleteMany(ids: readonly number[], options?: DeleteMetadataFieldOptions): Promise<void>;
  /** Checks whether any certificate has a value for the field. */
  inUse(id: number, options?: CallOptions): Promise<boolean>;
}

const createShape = {
  Name: 'text',
  Description: 'text',
  DataType: 'number',
  Hint: 'text or null?',
  Validation: 'text or null?',
  Enrollment: 'number?',
  Message: 'text or null?',
  Options: 'text or null?',
  DefaultValue: 'text or null?',
  DisplayOrder: 'number or null?',
  CaseSensitive: 'flag?',
  ExemptFromActionedCount: 'flag?',
} as const satisfies Shape<MetadataFieldCreate>;
const deleteOptions = optional('option', {
  signal: 'signal?',
  force: 'flag?',
} satisfies Shape<DeleteMetadataFieldOptions>);
const argumentsOf: ArgumentsOf<MetadataFields> = {
  list: [rowOptions],
  get: [null, callOptions],
  create: [required('property', createShape), callOptions],
  update: [
    required('property', {
      ...createShape,
      Id: 'number',
      Description: 'text or null?',
      Enrollment: 'number or null?',
      CaseSensitive: 'flag or null?',
      ExemptFromActionedCount: 'flag or null?',
      raw: 'object?',
    }),
    callOptions,
  ],
  delete: [null, deleteOptions],
  deleteMany: [null, deleteOptions],
  inUse: [null, callOptions],
};

/** Creates the metadata field calls of a client. */
export function createMetadataFields(rest: RestClient): MetadataFields {
  const list = (options: RowOptions = {}) => pagedList(() => listMetadataFields(rest, options));
  const calls: MetadataFields = {
    list,

    async get(idOrName, { signal } = {}) {
      if (typeof idOrName === 'string' && /^\d+$/.test(idOrName)) {
        for await (const field of list({ signal })) if (field.Name === idOrName) return field;
        throw notFound();
      }
      const key = typeof idOrName === 'string' ? requireName(idOrName) : requireId(idOrName, label);
      const call = { method: 'GET', path: path`/MetadataFields/${key}` } as const;
      const { data } = await rest.json({ ...call, schema: MetadataFieldSchema, signal });
      if (typeof idOrName === 'number') checkRecord(data.Id, idOrName, { ...call, system, what });
      return data;
    },

    async create(field, { signal } = {}) {
      requireDataType(field.DataType);
      if (field.Enrollment !== undefined) requireEnrollment(field.Enrollment);
      requireDisplayOrder(field.DisplayOrder);
      if (isSearchField(requireName(field.Name))) {
        throw invalidArgument(
          `${field.Name} is a built-in field of the certificate search; a metadata field of that name would break searches.`,
        );
      }
      const call = { method: 'POST', path: fieldsPath } as const;
      const { data } = await rest.json({ ...call, body: field, schema: MetadataFieldSchema, signal });
      if (data.Name !== '' && data.Name.toLowerCase() !== field.Name.toLowerCase()) {
        throw new ApiError(
          `${system} gave another metadata field than ${field.Name}, which was to be created (POST ${fieldsPath}). List the fields before it is created again.`,
          { ...call, code: 'invalid-response', system },
        );
      }
      return data;
    },

    async update(field, { signal } = {}) {
      requireId(field.Id, label);
      requireName(field.Name);
      requireDisplayOrder(field.DisplayOrder);
      requireNumbers(field, hasNewNumber(field) ? await calls.get(field.Id, { signal }) : undefined);
      const { raw, ...known } = field;
      const body = {
        ...raw,
        ...known,
        // Command sent none.
        DataType: field.DataType === 0 ? undefined : field.DataType,
        Description: field.Description ?? '',
        DisplayOrder: field.DisplayOrder ?? 0,
      };
      // A full replacement is safe to repeat.
      const call = { method: 'PUT', path: fieldsPath } as const;
      const request = { ...call, body, idempotent: true, schema: MetadataFieldSchema, signal };
      const { data } = await rest.json(request);
      checkRecord(data.Id, field.Id, { ...call, system, what });
      return data;
    },

    async delete(id, { force, signal } = {}) {
      const fieldPath = path`/MetadataFields/${requireId(id, label)}`;
      await rest.send({ method: 'DELETE', path: fieldPath, query: { force }, signal });
    },

    async deleteMany(ids, { force, signal } = {}) {
      const body = requireIds(ids, label);
      await rest.send({ method: 'DELETE', path: fieldsPath, query: { force }, body, signal });
    },

    async inUse(id, { signal } = {}) {
      const usePath = path`/MetadataFields/${requireId(id, label)}/InUse`;
      return (await rest.json({ method: 'GET', path: usePath, schema: v.boolean(), signal })).data;
    },
  };
  return checkCalls(calls, argumentsOf, { of: 'metadataFields', system, lists: ['list'] });
}

type NamedNumbers = Pick<MetadataField, 'DataType' | 'Enrollment'>;

const dataTypes: readonly unknown[] = Object.values(MetadataDataTypes);
const enrollments: readonly unknown[] = Object.values(MetadataEnrollments);

/** Checks for numbers that only a newer Command can have. */
function hasNewNumber({ DataType, Enrollment }: NamedNumbers): boolean {
  return (
    (Number.isInteger(DataType) && !dataTypes.includes(DataType)) ||
    (Number.isInteger(Enrollment) && !enrollments.includes(Enrollment))
  );
}

/** Requires numbers that have a name, or are those of the field as it is stored. */
function requireNumbers({ DataType, Enrollment }: NamedNumbers, stored: NamedNumbers | undefined): void {
  if (DataType !== stored?.DataType) requireDataType(DataType);
  if (Enrollment !== undefined && Enrollment !== null && Enrollment !== stored?.Enrollment)
    requireEnrollment(Enrollment);
}

function requireDataType(value: number): void {
  requireOneOf(value, MetadataDataTypes, 'data type of a metadata field');
}

function requireEnrollment(value: number): void {
  requireOneOf(value, MetadataEnrollments, 'enrollment of a metadata field');
}

function requireDisplayOrder(value: number | null | undefined): void {
  if (value === undefined || value === null || Number.isInteger(value)) return;
  throw invalidArgument('The display order of a metadata field must be a whole number or null.');
}

function requireName(name: string): string {
  if (typeof name === 'string' && isMetadataFieldName(name)) return name;
  throw invalidArgument(
    'The name of a metadata field holds letters, digits, dash and underscore only, at most 256.',
  );
}

function notFound(): ApiError {
  return new ApiError('Keyfactor Command has no metadata field of that name (GET /MetadataFields).', {
    code: 'not-found',
    method: 'GET',
    path: fieldsPath,
    system,
  });
}
