import { type RestClient, readByOffset, totalCount } from '@certbridge/rest-client';
import * as v from 'valibot';
import type { CallOptions } from './call-options.ts';
import {
  type MetadataField,
  type MetadataFieldCreate,
  MetadataFieldSchema,
} from './metadata-field-schemas.ts';
import { nextPage, pageAt } from './page.ts';

const pageSize = 100;
const system = 'Keyfactor Command';
const fieldsPath = '/MetadataFields';

/** Definitions of metadata fields. [Command 25.1, "Metadata Fields"] */
export interface MetadataFields {
  /** Lists all definitions, each once, over all pages. */
  list(options?: CallOptions): AsyncIterable<MetadataField>;
  /** Creates a field. Never repeated by itself. */
  create(field: MetadataFieldCreate, options?: CallOptions): Promise<MetadataField>;
  /**
   * Replaces a definition. Give every property that was read, unknown ones too: what is missing is reset.
   * The data type can't be changed.
   */
  update(field: MetadataField, options?: CallOptions): Promise<MetadataField>;
}

export function createMetadataFields(rest: RestClient): MetadataFields {
  return {
    list({ signal } = {}) {
      return readByOffset({
        system,
        what: `${system}: the list of metadata fields`,
        signal,
        idOf: (row) => row.Id,
        nextPosition: (position) => nextPage(position, pageSize),
        async readPage(position) {
          const { data, headers } = await rest.json({
            method: 'GET',
            path: fieldsPath,
            query: {
              PageReturned: pageAt(position, pageSize),
              ReturnLimit: pageSize,
              SortField: 'Name',
              SortAscending: 0,
            },
            schema: v.array(MetadataFieldSchema),
            signal,
          });
          return { rows: data, total: totalCount(headers) };
        },
      });
    },

    async create(field, { signal } = {}) {
      const request = {
        method: 'POST',
        path: fieldsPath,
        body: field,
        schema: MetadataFieldSchema,
        signal,
      } as const;
      return (await rest.json(request)).data;
    },

    async update(field, { signal } = {}) {
      const request = {
        method: 'PUT',
        path: fieldsPath,
        body: field,
        schema: MetadataFieldSchema,
        signal,
      } as const;
      // The whole definition is sent, so sending it again changes nothing.
      return (await rest.json({ ...request, idempotent: true })).data;
    },
  };
}
