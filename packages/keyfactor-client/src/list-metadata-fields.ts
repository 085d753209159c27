import { type OffsetPage, type RestClient, readByOffset, totalCount } from '@certbridge/rest-client';
import * as v from 'valibot';
import { type MetadataField, MetadataFieldSchema } from './metadata-field-schemas.ts';
import { nextPage, pageAt, withOldNames } from './page.ts';
import { system } from './system.ts';

const pageSize = 100;
/** Rows per page if the server doesn't know the parameter for it. */
const defaultPageSize = 50;

/** Lists all metadata fields, each once. */
export function listMetadataFields(
  rest: RestClient,
  signal: AbortSignal | undefined,
): AsyncIterable<MetadataField> {
  let oldNames = false;

  async function readPage(position: number): Promise<OffsetPage<MetadataField>> {
    const parameters = {
      PageReturned: pageAt(position, pageSize),
      ReturnLimit: pageSize,
      SortField: 'Name',
      SortAscending: 0,
    };
    const { data, headers } = await rest.json({
      method: 'GET',
      path: '/MetadataFields',
      query: oldNames ? withOldNames(parameters) : parameters,
      schema: v.array(MetadataFieldSchema),
      signal,
    });
    // This list has no old parameter names in the documentation, so send them only if the server seems to ignore the new ones.
    if (!oldNames && position === 0 && data.length === defaultPageSize) {
      oldNames = true;
      return readPage(position);
    }
    return { rows: data, total: totalCount(headers) };
  }

  return readByOffset({
    system,
    what: `${system}: the list of metadata fields`,
    signal,
    idOf: (row) => row.Id,
    nextPosition: (position) => nextPage(position, pageSize),
    readPage,
  });
}
