import {
  type OffsetPage,
  type PagedList,
  pagedList,
  type Query,
  readByOffset,
  readRows,
  totalCount,
  UnreadableRow,
} from '@certbridge/rest-client';
import * as v from 'valibot';
import type { ListOptions } from './call-options.ts';
import { checkPageSize } from './check-arguments.ts';
import type { ScmApi } from './scm-api.ts';
import { system } from './system.ts';

const largestPage = 200;

/** A list in SCM that is paged by offset. */
export interface ScmList<T, TId extends number | string> {
  readonly path: string;
  readonly query: Query;
  readonly schema: v.GenericSchema<unknown, T[]>;
  readonly idOf: (row: T) => TId;
  /** What is listed, for error messages: `the list of certificates`. */
  readonly what: string;
}

/** Reads a whole list, each row once; see `readByOffset` for what happens while it changes. */
export function readList<T, TId extends number | string>(
  { rest }: ScmApi,
  list: ScmList<T, TId>,
  options: ListOptions = {},
): PagedList<T> {
  const { pageSize = largestPage, signal, onUnreadableRow } = options;
  const size = checkPageSize(pageSize);
  if (onUnreadableRow !== undefined) {
    return pagedList(() => readEachRow({ rest }, list, { size, signal, onUnreadableRow }));
  }
  return pagedList(() =>
    readByOffset({
      system,
      what: `${system}: ${list.what}`,
      signal,
      closed: rest.closed,
      idOf: list.idOf,
      readPage: (position, pageSignal) => readPage({ rest }, list, { position, size, signal: pageSignal }),
    }),
  );
}

async function* readEachRow<T, TId extends number | string>(
  { rest }: Pick<ScmApi, 'rest'>,
  list: ScmList<T, TId>,
  {
    size,
    signal,
    onUnreadableRow,
  }: { size: number; signal: AbortSignal | undefined; onUnreadableRow: (problem: string) => void },
): AsyncGenerator<T, void, undefined> {
  const { schema, idOf, what } = list;
  const rows = readByOffset<T | UnreadableRow, TId | string>({
    system,
    what: `${system}: ${list.what}`,
    signal,
    closed: rest.closed,
    idOf: (row) => (row instanceof UnreadableRow ? row.key : list.idOf(row)),
    readPage: async (position, pageSignal) => {
      const raw = { ...list, schema: v.array(v.unknown()), idOf: () => 0 };
      const page = await readPage({ rest }, raw, { position, size, signal: pageSignal });
      return { ...page, rows: readRows(page.rows, { schema, idOf, what, position }) };
    },
  });
  for await (const row of rows) {
    if (row instanceof UnreadableRow) await onUnreadableRow(row.problem);
    else yield row;
  }
}

/** Reads one page of a list. */
export async function readPage<T, TId extends number | string>(
  { rest }: Pick<ScmApi, 'rest'>,
  { path, query, schema }: ScmList<T, TId>,
  { position, size, signal }: { position: number; size: number; signal?: AbortSignal | undefined },
): Promise<OffsetPage<T>> {
  const { data, headers } = await rest.json({
    method: 'GET',
    path,
    query: { size, position, ...query },
    schema,
    signal,
  });
  return { rows: data, total: totalCount(headers) };
}
