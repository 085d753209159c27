import { type Query, type ReadRowsOptions, readRows, UnreadableRow } from '@certbridge/rest-client';
import * as v from 'valibot';
import type { RowOptions } from './call-options.ts';
import type { ScmApi } from './scm-api.ts';

/** A list in SCM that isn't paged. */
interface WholeList<T> {
  readonly path: string;
  readonly query?: Query | undefined;
  readonly schema: v.GenericSchema<unknown, T[]>;
  /** What is listed, for error messages: `the list of profiles`. */
  readonly what: string;
}

/** Reads a list that isn't paged. */
export async function readWholeList<T extends { readonly id: number; readonly name: string }>(
  { rest }: Pick<ScmApi, 'rest'>,
  { path, query, schema, what }: WholeList<T>,
  { signal, onUnreadableRow }: RowOptions,
): Promise<T[]> {
  const call = { method: 'GET', path, query, signal } as const;
  if (onUnreadableRow === undefined) return (await rest.json({ ...call, schema })).data;
  const { data } = await rest.json({ ...call, schema: v.array(v.unknown()) });
  return readableRows(data, { schema, what, nameOf: ({ name }) => name, onUnreadableRow });
}

/** Decodes rows with an id and perhaps a name, and reports those that can't be read. */
export async function readableRows<T extends { readonly id: number }>(
  rows: readonly unknown[],
  {
    schema,
    what,
    nameOf,
    onUnreadableRow,
  }: Pick<ReadRowsOptions<T>, 'schema' | 'what' | 'nameOf'> & Required<Pick<RowOptions, 'onUnreadableRow'>>,
): Promise<T[]> {
  const readable: T[] = [];
  const all = readRows<T>(rows, {
    schema,
    idOf: ({ id }) => id,
    nameOf,
    findId: (row) => valueAt(row, 'id'),
    findName: (row) => valueAt(row, 'name'),
    what,
    position: 0,
  });
  for (const row of all) {
    if (row instanceof UnreadableRow) await onUnreadableRow?.(row.problem, { id: row.id, name: row.name });
    else readable.push(row);
  }
  return readable;
}

function valueAt(row: unknown, key: 'id' | 'name'): unknown {
  return typeof row === 'object' && row !== null ? (row as Record<string, unknown>)[key] : undefined;
}
