import {
  ApiError,
  type OffsetPage,
  type RestClient,
  readByOffset,
  readRows,
  totalCount,
  UnreadableRow,
} from '@certbridge/rest-client';
import * as v from 'valibot';
import { invalidArgument, optionalId, requirePageSize } from './arguments.ts';
import type { CallOptions } from './call-options.ts';
import { type CommandCertificate, CommandCertificateSchema } from './certificate-schemas.ts';
import { commandObject } from './command-object.ts';
import { nextPage, pageAt, withOldNames } from './page.ts';
import { and, type CertificateQuery, field } from './query.ts';
import { system } from './system.ts';

const what = `${system}: the certificate search`;

/** What a certificate search looks for, and what its rows hold. */
export interface CertificateSearch extends CallOptions {
  /** Conditions, built with `field`, `metadataField`, `and`, `or`; "" or nothing for all certificates. */
  readonly query?: CertificateQuery | '' | undefined;
  /** Revoked certificates are left out otherwise, whatever the query says (false). */
  readonly includeRevoked?: boolean | undefined;
  /** Expired certificates are left out otherwise, whatever the query says (false). */
  readonly includeExpired?: boolean | undefined;
  /** Whether rows come with their metadata values (true); without it they look as if there were none. */
  readonly includeMetadata?: boolean | undefined;
  /** Whether rows come with the stores and addresses that hold the certificate (false). */
  readonly includeLocations?: boolean | undefined;
  /** Whether `HasPrivateKey` is computed (false); without it that is always false. */
  readonly includeHasPrivateKey?: boolean | undefined;
  /** Searches one collection only, which needs the permission for that collection instead of the one for all. */
  readonly collectionId?: number | undefined;
  /** Certificates a request, 1 to 10000 (100). */
  readonly pageSize?: number | undefined;
  /**
   * How to page: 'keyset' (default) asks for what comes after the last id, which stays exact while the inventory changes;
   * 'offset' asks for page numbers, and reads again where the total says that rows have moved.
   */
  readonly paging?: 'keyset' | 'offset' | undefined;
  /** What to sort by (CertId). Anything but CertId needs offset paging. */
  readonly sortBy?: 'CertId' | 'IssuedCN' | 'IssuedDate' | 'IssuerDN' | undefined;
  /** The last first (false). Needs offset paging. */
  readonly descending?: boolean | undefined;
  /**
   * Is told of each row that can't be read, in a sentence that names it, or the rows beside it; the others come all the same.
   * Without it such a row ends the search with an `ApiError` 'invalid-response'.
   */
  readonly onUnreadableRow?: ((problem: string) => void) | undefined;
}

type Row = CommandCertificate | UnreadableRow;

/** A search whose arguments have been checked. */
interface Search {
  readonly rest: RestClient;
  readonly query: CertificateQuery | '';
  readonly pageSize: number;
  readonly parameters: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Parameters that have another name in Command 9 and 10. */
  readonly listParameters: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly signal: AbortSignal | undefined;
  /** Whether rows that can't be read come as such. */
  readonly isolating: boolean;
}

/** Searches certificates and yields each once. */
export async function* searchCertificates(
  rest: RestClient,
  options: CertificateSearch,
): AsyncGenerator<CommandCertificate, void, undefined> {
  const search = checkSearch(rest, options);
  for await (const row of searchRows(search, options.paging)) {
    if (row instanceof UnreadableRow) options.onUnreadableRow?.(row.problem);
    else yield row;
  }
}

async function* searchRows(
  search: Search,
  paging: CertificateSearch['paging'],
): AsyncGenerator<Row, void, undefined> {
  const seen = new Set<number | string>();
  if (paging !== 'offset') {
    const complete = yield* searchById(search, seen);
    if (complete) return;
  }
  yield* searchByOffset(search, seen);
}

/** The id of a row, or what stands for it where that can't be read. */
function keyOf(row: Row): number | string {
  return row instanceof UnreadableRow ? (row.id ?? row.key) : row.Id;
}

function idOf(row: Row): number | undefined {
  return row instanceof UnreadableRow ? row.id : row.Id;
}

function checkSearch(rest: RestClient, options: CertificateSearch): Search {
  const { query = '', pageSize = 100, paging = 'keyset', sortBy = 'CertId', descending = false } = options;
  if (paging !== 'keyset' && paging !== 'offset') {
    throw invalidArgument("The paging of a search is 'keyset' or 'offset'.");
  }
  if (paging === 'keyset' && (sortBy !== 'CertId' || descending)) {
    throw invalidArgument(
      "A search that is sorted by anything but CertId needs the option paging: 'offset'.",
    );
  }
  return {
    rest,
    query,
    pageSize: requirePageSize(pageSize),
    signal: options.signal,
    isolating: options.onUnreadableRow !== undefined,
    parameters: {
      includeMetadata: options.includeMetadata ?? true,
      includeLocations: options.includeLocations,
      includeHasPrivateKey: options.includeHasPrivateKey,
      collectionId: optionalId(options.collectionId, 'collection id'),
    },
    listParameters: {
      IncludeRevoked: options.includeRevoked ?? false,
      IncludeExpired: options.includeExpired ?? false,
      SortField: sortBy,
      // 0 is ascending: the parameter is no boolean, in spite of its name.
      SortAscending: descending ? 1 : 0,
    },
  };
}

/**
 * Pages by `CertId -gt last`. Answers whether that was everything; not so where the server refuses or ignores the
 * condition or the sort order, or says that there is more and doesn't give it, or has a page without any id to go on from.
 */
async function* searchById(
  search: Search,
  seen: Set<number | string>,
): AsyncGenerator<Row, boolean, undefined> {
  // Ends a page that is read ahead when nobody wants it any more.
  const ahead = new AbortController();
  const signal = search.signal ? AbortSignal.any([search.signal, ahead.signal]) : ahead.signal;
  const read = (after: number | undefined, position: number) =>
    readAfter({ ...search, signal }, after, position);
  let last: number | undefined;
  // Rows up to the last one whose id can be read: what follows that comes again with the next page.
  let passed = 0;
  let reading = read(last, passed);
  try {
    for (;;) {
      const page = await reading;
      if (page === undefined || !continuesAfter(page.rows, last)) return false;
      const left = (page.total ?? Number.POSITIVE_INFINITY) - page.rows.length;
      const isFirst = last === undefined;
      const isLast = left <= 0 || page.rows.length === 0;
      const anchor = page.rows.findLastIndex((row) => idOf(row) !== undefined);
      if (anchor < 0 && !isLast) return false;
      last = page.rows.map(idOf)[anchor];
      passed += anchor + 1;
      // Who reads beyond the first page wants them all: the next one comes while this one is worked on.
      if (!isFirst && !isLast) reading = readAhead(read(last, passed));
      for (const row of page.rows) {
        const isAgain = row instanceof UnreadableRow && seen.has(keyOf(row));
        seen.add(keyOf(row));
        if (!isAgain) yield row;
      }
      if (isLast) return left <= 0 || page.total === undefined;
      if (isFirst) reading = read(last, passed);
    }
  } finally {
    ahead.abort();
  }
}

/** Keeps a failure for the one who waits for it; until then, and if nobody does, it is none. */
function readAhead<T>(reading: Promise<T>): Promise<T> {
  reading.catch(() => undefined);
  return reading;
}

/** Reads the page of the rows after an id; undefined if the server refuses the condition. */
async function readAfter(
  search: Search,
  last: number | undefined,
  position: number,
): Promise<OffsetPage<Row> | undefined> {
  if (last === undefined) return readPage(search, { query: search.query, page: 1, position });
  try {
    const query = and(search.query, field('CertId').greaterThan(last));
    return await readPage(search, { query, page: 1, position });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'bad-request') return undefined;
    throw error;
  }
}

/** Whether rows come in the order of their ids and after that one, without which paging by id would miss some. */
function continuesAfter(rows: readonly Row[], last = Number.NEGATIVE_INFINITY): boolean {
  const ids = rows.map(idOf).filter((id) => id !== undefined);
  return ids.every((id, index) => id > (ids[index - 1] ?? last));
}

function searchByOffset(search: Search, seen: Set<number | string>) {
  const { query, pageSize, signal } = search;
  return readByOffset<Row, number | string>({
    system,
    what,
    signal,
    idOf: keyOf,
    seen,
    position: seen.size,
    nextPosition: (position) => nextPage(position, pageSize),
    readPage: (position) => {
      const page = pageAt(position, pageSize);
      return readPage(search, { query, page, position: (page - 1) * pageSize });
    },
  });
}

async function readPage(
  { rest, parameters, listParameters, pageSize, signal, isolating }: Search,
  { query, page, position }: { readonly query: string; readonly page: number; readonly position: number },
): Promise<OffsetPage<Row>> {
  const schema = v.array(CommandCertificateSchema);
  const rawSchema: v.GenericSchema<unknown, unknown[]> = v.array(v.unknown());
  const { data, headers } = await rest.json({
    method: 'GET',
    path: '/Certificates',
    query: {
      ...parameters,
      ...withOldNames({
        ...listParameters,
        QueryString: query === '' ? undefined : query,
        PageReturned: page,
        ReturnLimit: pageSize,
      }),
    },
    schema: isolating ? rawSchema : schema,
    signal,
  });
  const rows = isolating
    ? readRows<CommandCertificate>(data, {
        schema,
        idOf: ({ Id }) => Id,
        findId,
        what: 'the certificate search',
        position,
      })
    : (data as CommandCertificate[]);
  return { rows, total: totalCount(headers) };
}

const idKey = commandObject({ Id: v.unknown() });

/** Finds the id of a row whatever else of it can't be read. */
function findId(row: unknown): unknown {
  const result = v.safeParse(idKey, row);
  return result.success ? result.output.Id : undefined;
}
