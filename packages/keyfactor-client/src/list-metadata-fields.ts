import {
  type OffsetPage,
  type RestClient,
  readByOffset,
  readRows,
  totalCount,
  UnreadableRow,
  type WithRaw,
} from '@certbridge/rest-client';
import * as v from 'valibot';
import type { RowOptions } from './call-options.ts';
import { commandObject } from './command-object.ts';
import type { MetadataField } from './metadata-field.ts';
import { MetadataFieldSchema } from './metadata-field-schemas.ts';
import { nextPage, pageAt, withOldNames } from './page.ts';
import { system } from './system.ts';

const pageSize = 100;
/** Rows per page if the server doesn't know the parameter for it. */
const defaultPageSize = 50;

type Row = MetadataField | UnreadableRow;

/** Lists all metadata fields, each once. */
export async function* listMetadataFields(
  rest: RestClient,
  { signal, onUnreadableRow }: RowOptions,
): AsyncGenerator<MetadataField, void, undefined> {
  let oldNames = false;
  const schema = v.array(MetadataFieldSchema);
  const rawSchema: v.GenericSchema<unknown, unknown[]> = v.array(v.unknown());

  async function readPage(position: number): Promise<OffsetPage<Row>> {
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
      schema: onUnreadableRow === undefined ? schema : rawSchema,
      signal,
    });
    // This list has no old parameter names in the documentation, so send them only if the server seems to ignore the new ones.
    if (!oldNames && position === 0 && data.length === defaultPageSize) {
      oldNames = true;
      return readPage(position);
    }
    const rows =
      onUnreadableRow === undefined
        ? (data as MetadataField[])
        : readRows<MetadataField>(data, {
            schema,
            idOf: ({ Id }) => Id,
            nameOf: ({ Name }) => Name,
            findId: (row) => identityOf(row).Id,
            findName: (row) => identityOf(row).Name,
            what: 'the list of metadata fields',
            position,
          });
    return { rows, total: totalCount(headers) };
  }

  const rows = readByOffset<Row, number | string>({
    system,
    what: `${system}: the list of metadata fields`,
    signal,
    closed: rest.closed,
    idOf: (row) => (row instanceof UnreadableRow ? (row.id ?? row.key) : row.Id),
    nextPosition: (position) => nextPage(position, pageSize),
    readPage,
  });
  for await (const row of rows) {
    if (row instanceof UnreadableRow) await onUnreadableRow?.(row.problem, { id: row.id, name: row.name });
    else yield row;
  }
}

interface Identity extends WithRaw {
  readonly Id?: unknown;
  readonly Name?: unknown;
}

const identity = commandObject<Identity>({ Id: v.optional(v.unknown()), Name: v.optional(v.unknown()) });

/** Finds what a row has of id and name, even if the rest is unreadable. */
function identityOf(row: unknown): Identity {
  const result = v.safeParse(identity, row);
  return result.success ? result.output : {};
}
