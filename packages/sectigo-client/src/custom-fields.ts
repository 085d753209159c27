import type { RestClient } from '@certbridge/rest-client';
import type { CallOptions } from './call-options.ts';
import { type CustomField, CustomFieldListDocumentSchema } from './custom-field-schemas.ts';

export interface CustomFieldFilter extends CallOptions {
  /** Kind of certificate the fields are for. */
  readonly certType: 'SSL' | 'SMIME' | 'CodeSign' | 'Device';
}

/** Definitions of custom fields. [SCM API documentation 25.5, "Custom Fields", version 2] */
export interface CustomFields {
  /** Lists the custom fields of one kind of certificate, in every state. */
  list(filter: CustomFieldFilter): Promise<CustomField[]>;
}

export function createCustomFields(rest: RestClient): CustomFields {
  return {
    async list({ certType, signal }) {
      const { data } = await rest.json({
        method: 'GET',
        path: '/api/customField/v2',
        query: { certType },
        schema: CustomFieldListDocumentSchema,
        signal,
      });
      // A server that passes over the parameter answers with the fields of every kind.
      return data.filter((field) => field.certType.toLowerCase() === certType.toLowerCase());
    },
  };
}
