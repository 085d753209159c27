import {
  ApiError,
  type OffsetPage,
  type RestClient,
  readByOffset,
  totalCount,
} from '@certbridge/rest-client';
import * as v from 'valibot';
import type { CallOptions } from './call-options.ts';
import { type CommandCertificate, CommandCertificateSchema } from './certificate-schemas.ts';
import { nextPage, pageAt } from './page.ts';
import { and, field } from './query.ts';

const system = 'Keyfactor Command';
const what = `${system}: the certificate search`;

export interface CertificateSearch extends CallOptions {
  /** Conditions, built with `field`, `and`, `or`; "" for all certificates. */
  readonly query: string;
  /** Revoked certificates are left out otherwise, whatever the query says. */
  readonly includeRevoked: boolean;
  /** Expired certificates are left out otherwise, whatever the query says. */
  readonly includeExpired: boolean;
  readonly pageSize: number;
}

/** Certificates and their metadata. [Command 25.1, "Certificates"] */
export interface Certificates {
  /**
   * Searches certificates, with their metadata, and yields each once, in the order of their ids.
   *
   * Pages by `CertId -gt last`, which stays exact while the inventory changes; a server that refuses or passes over
   * that condition is read by offset instead. Check the rows against the query: a server that doesn't know a parameter
   * passes over it in silence.
   */
  list(search: CertificateSearch): AsyncIterable<CommandCertificate>;
  /** Sets metadata values by field name, "" to clear; other fields stay. Nothing is sent where there are no values. */
  updateMetadata(
    id: number,
    values: Readonly<Record<string, string | number | boolean>>,
    options?: CallOptions,
  ): Promise<void>;
}

export function createCertificates(rest: RestClient): Certificates {
  return {
    list: (search) => searchCertificates(rest, search),

    async updateMetadata(id, values, { signal } = {}) {
      if (Object.keys(values).length === 0) return;
      const body = { Id: id, Metadata: values };
      await rest.send({ method: 'PUT', path: '/Certificates/Metadata', body, idempotent: true, signal });
    },
  };
}

async function* searchCertificates(
  rest: RestClient,
  search: CertificateSearch,
): AsyncGenerator<CommandCertificate, void, undefined> {
  const seen = new Set<number>();
  let last: number | undefined;
  for (;;) {
    const page = await readAfter(rest, search, last);
    if (page === undefined || !continuesAfter(page.rows, last)) break;
    for (const row of page.rows) {
      seen.add(row.Id);
      yield row;
    }
    const left = (page.total ?? Number.POSITIVE_INFINITY) - page.rows.length;
    if (left <= 0 || (page.rows.length === 0 && page.total === undefined)) return;
    if (page.rows.length === 0) break;
    last = page.rows.at(-1)?.Id;
  }
  // The server refuses or passes over the condition or the sort order, or says that there is more and doesn't give it.
  yield* searchByOffset(rest, search, seen);
}

/** Reads the page of the rows after an id; undefined where the server refuses the condition. */
async function readAfter(
  rest: RestClient,
  search: CertificateSearch,
  last: number | undefined,
): Promise<OffsetPage<CommandCertificate> | undefined> {
  if (last === undefined) return readPage(rest, search, { query: search.query, page: 1 });
  try {
    const query = and(search.query, field('CertId').greaterThan(last));
    return await readPage(rest, search, { query, page: 1 });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'bad-request') return undefined;
    throw error;
  }
}

/** Whether rows come in the order of their ids and after that one, without which paging by id would miss some. */
function continuesAfter(rows: readonly CommandCertificate[], last = Number.NEGATIVE_INFINITY): boolean {
  return rows.every((row, index) => row.Id > (rows[index - 1]?.Id ?? last));
}

function searchByOffset(rest: RestClient, search: CertificateSearch, seen: Set<number>) {
  return readByOffset({
    system,
    what,
    signal: search.signal,
    idOf: (row: CommandCertificate) => row.Id,
    seen,
    position: seen.size,
    nextPosition: (position) => nextPage(position, search.pageSize),
    readPage: (position) =>
      readPage(rest, search, { query: search.query, page: pageAt(position, search.pageSize) }),
  });
}

async function readPage(
  rest: RestClient,
  search: CertificateSearch,
  { query, page }: { readonly query: string; readonly page: number },
): Promise<OffsetPage<CommandCertificate>> {
  const { data, headers } = await rest.json({
    method: 'GET',
    path: '/Certificates',
    query: {
      QueryString: query === '' ? undefined : query,
      IncludeRevoked: search.includeRevoked,
      IncludeExpired: search.includeExpired,
      includeMetadata: true,
      PageReturned: page,
      ReturnLimit: search.pageSize,
      // 0 is ascending: the parameter is no boolean, in spite of its name.
      SortField: 'CertId',
      SortAscending: 0,
    },
    schema: v.array(CommandCertificateSchema),
    signal: search.signal,
  });
  return { rows: data, total: totalCount(headers) };
}
