import { didYouMean } from '@certbridge/plain-text';
import {
  ApiError,
  type CallOptions,
  type OffsetPage,
  type PagedList,
  pagedList,
  type RestClient,
  readByOffset,
  readRows,
  throwIfAborted,
  totalCount,
  UnreadableRow,
  type WithRaw,
} from '@certbridge/rest-client';
import * as v from 'valibot';
import { invalidArgument, optionalId, requirePageSize } from './arguments.ts';
import { CommandCertificateSchema } from './certificate-schemas.ts';
import type { CommandCertificate } from './command-certificate.ts';
import { commandObject } from './command-object.ts';
import { nextPage, pageAt, withOldNames } from './page.ts';
import { and, type CertificateQuery, checkQuery, field } from './query.ts';
import { system } from './system.ts';

const what = `${system}: the certificate search`;

const sortFields = ['CertId', 'IssuedCN', 'IssuedDate', 'IssuerDN'] as const;

/** What to search for, and what to include in the rows. */
export interface CertificateSearch extends CallOptions {
  /** Conditions, built with `field`, `metadataField`, `and`, `or`. Default: all certificates. */
  readonly query?: CertificateQuery | '' | undefined;
  /** Include revoked certificates, which the server leaves out otherwise, whatever the query. Default: false. */
  readonly includeRevoked?: boolean | undefined;
  /** Include expired certificates, which the server leaves out otherwise, whatever the query. Default: false. */
  readonly includeExpired?: boolean | undefined;
  /** Include metadata values; without them rows look as if they had none. Default: true. */
  readonly includeMetadata?: boolean | undefined;
  /** Include the stores and addresses that hold the certificate. Default: false. */
  readonly includeLocations?: boolean | undefined;
  /** Compute `HasPrivateKey`, which is always false otherwise. Default: false. */
  readonly includeHasPrivateKey?: boolean | undefined;
  /** Search this collection only. Needs the permission for the collection instead of the one for all certificates. */
  readonly collectionId?: number | undefined;
  /** Certificates per request, 1 to 10000. Default: 100. */
  readonly pageSize?: number | undefined;
  /**
   * How to page: 'keyset' (default) asks for the rows after the last id, which is exact even while the inventory changes;
   * 'offset' asks for page numbers, and reads a page again if the total shows that rows have moved.
   */
  readonly paging?: 'keyset' | 'offset' | undefined;
  /** Sort field. Anything but CertId (default) needs offset paging. */
  readonly sortBy?: (typeof sortFields)[number] | undefined;
  /** Sort in descending order, which needs offset paging. Default: false. */
  readonly descending?: boolean | undefined;
  /**
   * Called for each unreadable row with a sentence that identifies it, or the rows next to it; the search continues. Without
   * it an unreadable row ends the search with an `ApiError` 'invalid-response'. An async one is awaited; what it throws ends the search.
   */
  readonly onUnreadableRow?: ((problem: string) => void) | undefined;
}

type Row = CommandCertificate | UnreadableRow;

/** A search with checked arguments. */
interface Search {
  readonly rest: RestClient;
  readonly query: CertificateQuery | '';
  readonly pageSize: number;
  readonly parameters: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Parameters with other names in Command 9 and 10. */
  readonly listParameters: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly signal: AbortSignal | undefined;
  /** Whether unreadable rows are yielded as such. */
  readonly isolating: boolean;
}

/** Searches certificates and yields each once. */
export function searchCertificates(
  rest: RestClient,
  options: CertificateSearch,
): PagedList<CommandCertificate> {
  const search = checkSearch(rest, options);
  return pagedList(() => searchReadable(search, options));
}

async function* searchReadable(
  search: Search,
  options: CertificateSearch,
): AsyncGenerator<CommandCertificate, void, undefined> {
  for await (const row of searchRows(search, options.paging)) {
    if (row instanceof UnreadableRow) await options.onUnreadableRow?.(row.problem);
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

/** The id of a row, or a substitute if the id can't be read. */
function keyOf(row: Row): number | string {
  return row instanceof UnreadableRow ? (row.id ?? row.key) : row.Id;
}

function idOf(row: Row): number | undefined {
  return row instanceof UnreadableRow ? row.id : row.Id;
}

function checkSearch(rest: RestClient, options: CertificateSearch): Search {
  const { query = '', pageSize = 100, paging = 'keyset', sortBy = 'CertId', descending = false } = options;
  if (query.trim() !== '') checkQuery(query, 'The option query of certificates.list');
  if (paging !== 'keyset' && paging !== 'offset') {
    const offer = didYouMean(paging, ['keyset', 'offset']);
    throw invalidArgument(`The paging of a search is 'keyset' or 'offset'.${offer}`);
  }
  if (!sortFields.includes(sortBy)) {
    const offer = didYouMean(sortBy, sortFields);
    throw invalidArgument(`A search is sorted by one of ${sortFields.join(', ')}.${offer}`);
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
      // 0 is ascending: despite its name, the parameter isn't a boolean.
      SortAscending: descending ? 1 : 0,
    },
  };
}

/**
 * Pages by `CertId -gt last`. Returns whether it yielded everything. It didn't if the server refuses or ignores the
 * condition or the sort order, counts more rows than it returns, or has a page without any readable id to continue from.
 */
async function* searchById(
  search: Search,
  seen: Set<number | string>,
): AsyncGenerator<Row, boolean, undefined> {
  // Aborts a page being read ahead when the caller stops early.
  const ahead = new AbortController();
  const signal = search.signal ? AbortSignal.any([search.signal, ahead.signal]) : ahead.signal;
  const read = (after: number | undefined, position: number) =>
    readAfter({ ...search, signal }, after, position);
  let last: number | undefined;
  // Number of rows up to the last one with a readable id; rows after it are returned again with the next page.
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
      // A caller that goes beyond the first page wants them all: fetch the next page while this one is processed.
      if (!isFirst && !isLast) reading = readAhead(read(last, passed));
      for (const row of page.rows) {
        const isAgain = row instanceof UnreadableRow && seen.has(keyOf(row));
        seen.add(keyOf(row));
        if (isAgain) continue;
        throwIfAborted(search.signal, system);
        throwIfAborted(search.rest.closed, system);
        yield row;
      }
      if (isLast) return left <= 0 || page.total === undefined;
      if (isFirst) reading = read(last, passed);
    }
  } finally {
    ahead.abort();
  }
}

/** Prevents an unhandled rejection if the page fails before, or without, being awaited. */
function readAhead<T>(reading: Promise<T>): Promise<T> {
  reading.catch(() => undefined);
  return reading;
}

/** Reads the page after an id; undefined if the server refuses the condition. */
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

/** Checks that rows are sorted by id and come after the last one; otherwise paging by id would miss some. */
function continuesAfter(rows: readonly Row[], last = Number.NEGATIVE_INFINITY): boolean {
  const ids = rows.map(idOf).filter((id) => id !== undefined);
  return ids.every((id, index) => id > (ids[index - 1] ?? last));
}

function searchByOffset(search: Search, seen: Set<number | string>) {
  const { rest, query, pageSize, signal } = search;
  return readByOffset<Row, number | string>({
    system,
    what,
    signal,
    closed: rest.closed,
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

const idKey = commandObject<WithRaw & { readonly Id: unknown }>({ Id: v.unknown() });

/** Finds the id of a row, even if the rest is unreadable. */
function findId(row: unknown): unknown {
  const result = v.safeParse(idKey, row);
  return result.success ? result.output.Id : undefined;
}
