import {
  ApiError,
  type ArgumentsOf,
  type CallOptions,
  checkCalls,
  checkRecord,
  optional,
  path,
  required,
  type Shape,
} from '@certbridge/rest-client';
import { callOptions, rowShape } from './argument-shapes.ts';
import { callOnce } from './call-once.ts';
import type { RowOptions } from './call-options.ts';
import { checkId, checkOneOf, checkText, invalidArgument } from './check-arguments.ts';
import {
  type CustomField,
  type CustomFieldAccessMethod,
  type CustomFieldCertType,
  type CustomFieldInputType,
  type CustomFieldState,
  customFieldAccessMethods,
  customFieldInputTypes,
  customFieldStates,
  type SslCustomField,
} from './custom-field.ts';
import {
  CustomFieldDocumentSchema,
  CustomFieldListDocumentSchema,
  SslCustomFieldListDocumentSchema,
} from './custom-field-schemas.ts';
import { readWholeList } from './read-whole-list.ts';
import type { ScmApi } from './scm-api.ts';
import { system } from './system.ts';

const fieldsPath = '/api/customField/v2';

/** Which custom fields to list. */
export interface CustomFieldFilter extends RowOptions {
  /** The kind of certificate the fields are for. */
  readonly certType: CustomFieldCertType;
}

/** A custom field to create. */
export interface CustomFieldCreate {
  /** Not blank, 1 to 256 characters, unique. */
  readonly name: string;
  readonly certType: CustomFieldCertType;
  readonly state?: CustomFieldState | undefined;
  readonly input?:
    | {
        readonly type: CustomFieldInputType;
        /** The choices, for TEXT_OPTION only. */
        readonly options?: readonly string[] | undefined;
      }
    | undefined;
  /** Ways to enroll for which a value is mandatory. */
  readonly mandatories?: readonly CustomFieldAccessMethod[] | undefined;
}

/** A complete custom field. Whether SCM keeps absent properties isn't documented, so all are required. */
export interface CustomFieldUpdate extends CustomFieldCreate {
  readonly id: number;
  readonly state: CustomFieldState;
  readonly input: NonNullable<CustomFieldCreate['input']>;
  readonly mandatories: readonly CustomFieldAccessMethod[];
}

/** Definitions of custom fields. [SCM API documentation 25.5, "Custom Fields", version 2] */
export interface CustomFields {
  /** Lists the custom fields for one kind of certificate, in any state. */
  list(filter: CustomFieldFilter): Promise<CustomField[]>;
  /** Lists the custom fields for SSL certificates in short form, without type, options and state. */
  listForSsl(options?: RowOptions): Promise<SslCustomField[]>;
  /** Gets a custom field. Throws an `ApiError` 'not-found' if there is none with this id. */
  get(id: number, options?: CallOptions): Promise<CustomField>;
  /** Creates a custom field and returns its id. Never retried. */
  create(field: CustomFieldCreate, options?: CallOptions): Promise<number>;
  /** Replaces a definition and returns it as stored. Can be retried safely. */
  update(field: CustomFieldUpdate, options?: CallOptions): Promise<CustomField>;
  /** Deletes a custom field. What happens to its values on certificates isn't documented. Never retried. */
  remove(id: number, options?: CallOptions): Promise<void>;
}

/** Spellings in queries, and in request bodies of the OAuth2 flavour; those of the other one have lower case. */
const titles = { ssl: 'SSL', smime: 'SMIME', codesign: 'CodeSign', device: 'Device' } as const;
const certTypes = Object.keys(titles) as CustomFieldCertType[];

const fieldShape = {
  name: 'text',
  certType: 'text',
  state: 'text?',
  input: { type: 'text', options: 'texts?' },
  mandatories: 'list?',
} as const satisfies Shape<CustomFieldCreate>;
const argumentsOf: ArgumentsOf<CustomFields> = {
  list: [required('option', { ...rowShape, certType: 'text' })],
  listForSsl: [optional('option', rowShape)],
  get: [null, callOptions],
  create: [required('property', fieldShape), callOptions],
  update: [
    required('property', { ...fieldShape, id: 'number', state: 'text', mandatories: 'list' }),
    callOptions,
  ],
  remove: [null, callOptions],
};

/** Creates the custom field calls of a client. */
export function createCustomFields({ rest, dialect }: ScmApi): CustomFields {
  const spell = (certType: CustomFieldCertType) => (dialect.filtersByCode ? certType : titles[certType]);
  const calls: CustomFields = {
    async list({ certType, ...options }) {
      checkOneOf(certType, { name: 'certType', allowed: certTypes });
      const list = {
        path: fieldsPath,
        query: { certType: titles[certType] },
        schema: CustomFieldListDocumentSchema,
        what: 'the list of custom fields',
      };
      const fields = await readWholeList<CustomField>({ rest }, list, options);
      // A server that ignores the parameter returns fields of every kind.
      return fields.filter((field) => field.certType === certType);
    },

    async listForSsl(options = {}) {
      const list = {
        path: '/api/ssl/v1/customFields',
        schema: SslCustomFieldListDocumentSchema,
        what: 'the list of custom fields for SSL certificates',
      };
      return readWholeList<SslCustomField>({ rest }, list, options);
    },

    async get(id, { signal } = {}) {
      const call = { method: 'GET', path: path`/api/customField/v2/${checkId(id, 'id')}` } as const;
      const { data } = await rest.json({ ...call, schema: CustomFieldDocumentSchema, signal });
      checkRecord(data.id, id, { ...call, system, what: 'custom field' });
      return data;
    },

    async create(field, { signal } = {}) {
      const body = { ...fieldBody(field), certType: spell(field.certType) };
      const { headers } = await callOnce(rest.send({ method: 'POST', path: fieldsPath, body, signal }), {
        howToCheck: 'list the custom fields and look for its name before creating it again.',
        again: false,
      });
      return idFromLocation(headers.get('location'));
    },

    async update(field, { signal } = {}) {
      if (field.input === undefined) throw invalidArgument('input must be given.');
      const body = {
        id: checkId(field.id, 'id'),
        ...fieldBody(field),
        certType: spell(field.certType),
      };
      const call = { method: 'PUT', path: fieldsPath } as const;
      const request = { ...call, body, idempotent: true, schema: CustomFieldDocumentSchema, signal };
      const { data } = await rest.json(request);
      checkRecord(data.id, field.id, { ...call, system, what: 'custom field' });
      return data;
    },

    async remove(id, { signal } = {}) {
      const target = path`/api/customField/v2/${checkId(id, 'id')}`;
      await callOnce(rest.send({ method: 'DELETE', path: target, signal }), {
        howToCheck: 'where it did, the custom field is not found any more.',
        again: true,
      });
    },
  };
  return checkCalls(calls, argumentsOf, { of: 'customFields', system });
}

function fieldBody({ name, certType, state, input, mandatories }: CustomFieldCreate) {
  checkText(name, { name: 'name', most: 256 });
  checkOneOf(certType, { name: 'certType', allowed: certTypes });
  if (state !== undefined) checkOneOf(state, { name: 'state', allowed: customFieldStates });
  if (input !== undefined) checkOneOf(input.type, { name: 'input.type', allowed: customFieldInputTypes });
  for (const method of mandatories ?? []) {
    checkOneOf(method, { name: 'Each of mandatories', allowed: customFieldAccessMethods });
  }
  if (name.trim() === '') throw invalidArgument('name must not be blank.');
  const options = input?.options ?? [];
  if (input !== undefined && (input.type === 'TEXT_OPTION') !== options.length > 0) {
    throw invalidArgument('input.options must hold at least one option for TEXT_OPTION, and none otherwise.');
  }
  return {
    name,
    ...(state !== undefined && { state }),
    ...(input !== undefined && { input: { type: input.type, ...(options.length > 0 && { options }) } }),
    ...(mandatories !== undefined && { mandatories }),
  };
}

/** The response has no body; the id is the last part of the new field's address. */
function idFromLocation(location: string | null): number {
  const id = /\/(\d+)\/?$/.exec(location ?? '')?.[1];
  if (id !== undefined) return Number(id);
  throw new ApiError(
    `${system} created the custom field, but its response has no id in a Location header (POST ${fieldsPath}). List the custom fields to find it.`,
    { code: 'invalid-response', system, method: 'POST', path: fieldsPath },
  );
}
