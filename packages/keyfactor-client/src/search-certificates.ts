import {
  ApiError,
  type OffsetPage,
  type RestClient,
  readByOffset,
  totalCount,
} from '@certbridge/rest-client';
import * as v from 'valibot';
import { invalidArgument, optionalId, requirePageSize } from './arguments.ts';
import type { CallOptions } from './call-options.ts';
import { type CommandCertificate, CommandCertificateSchema } from './certificate-schemas.ts';
import { nextPage, pageAt, withOldNames } from './page.ts';
import { and, type CertificateQuery, field } from './query.ts';

const system = 'Keyfactor Command';
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
}

/** A search whose arguments have been checked. */
interface Search {
  readonly rest: RestClient;
  readonly query: CertificateQuery | '';
  readonly pageSize: number;
  readonly parameters: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Parameters that have another name in Command 9 and 10. */
  readonly listParameters: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly signal: AbortSignal | undefined;
}

/** Searches certificates and yields each once. */
export async function* searchCertificates(
  rest: RestClient,
  options: CertificateSearch,
): AsyncGenerator<CommandCertificate, void, undefined> {
  const search = checkSearch(rest, options);
  const seen = new Set<number>();
  if (options.paging !== 'offset') {
    const complete = yield* searchById(search, seen);
    if (complete) return;
  }
  yield* searchByOffset(search, seen);
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
 * Pages by `CertId -gt last`. Answers whether that was everything; not so where the server refuses or passes over the
 * condition or the sort order, or says that there is more and doesn't give it.
 */
async function* searchById(
  search: Search,
  seen: Set<number>,
): AsyncGenerator<CommandCertificate, boolean, undefined> {
  // Ends a page that is read ahead when nobody wants it any more.
  const ahead = new AbortController();
  const signal = search.signal ? AbortSignal.any([search.signal, ahead.signal]) : ahead.signal;
  const read = (after: number | undefined) => readAfter({ ...search, signal }, after);
  let last: number | undefined;
  let reading = read(last);
  try {
    for (;;) {
      const page = await reading;
      if (page === undefined || !continuesAfter(page.rows, last)) return false;
      const left = (page.total ?? Number.POSITIVE_INFINITY) - page.rows.length;
      const isFirst = last === undefined;
      const isLast = left <= 0 || page.rows.length === 0;
      last = page.rows.at(-1)?.Id;
      // Who reads beyond the first page wants them all: the next one comes while this one is worked on.
      if (!isFirst && !isLast) reading = readAhead(read(last));
      for (const row of page.rows) {
        seen.add(row.Id);
        yield row;
      }
      if (isLast) return left <= 0 || page.total === undefined;
      if (isFirst) reading = read(last);
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

/** Reads the page of the rows after an id; undefined where the server refuses the condition. */
async function readAfter(
  search: Search,
  last: number | undefined,
): Promise<OffsetPage<CommandCertificate> | undefined> {
  if (last === undefined) return readPage(search, { query: search.query, page: 1 });
  try {
    const query = and(search.query, field('CertId').greaterThan(last));
    return await readPage(search, { query, page: 1 });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'bad-request') return undefined;
    throw error;
  }
}

/** Whether rows come in the order of their ids and after that one, without which paging by id would miss some. */
function continuesAfter(rows: readonly CommandCertificate[], last = Number.NEGATIVE_INFINITY): boolean {
  return rows.every((row, index) => row.Id > (rows[index - 1]?.Id ?? last));
}

function searchByOffset(search: Search, seen: Set<number>) {
  const { query, pageSize, signal } = search;
  return readByOffset({
    system,
    what,
    signal,
    idOf: (row: CommandCertificate) => row.Id,
    seen,
    position: seen.size,
    nextPosition: (position) => nextPage(position, pageSize),
    readPage: (position) => readPage(search, { query, page: pageAt(position, pageSize) }),
  });
}

async function readPage(
  { rest, parameters, listParameters, pageSize, signal }: Search,
  { query, page }: { readonly query: string; readonly page: number },
): Promise<OffsetPage<CommandCertificate>> {
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
    schema: v.array(CommandCertificateSchema),
    signal,
  });
  return { rows: data, total: totalCount(headers) };
}
