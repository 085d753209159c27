import type { SandboxContext } from '../http/pipeline.ts';
import type { Switches } from '../switches.ts';
import type { World } from '../world.ts';
import { CommandError } from './command-error.ts';

/** Query parameters with case-insensitive names. */
export type CommandParameters = ReadonlyMap<string, string>;

/** Parses the query string according to the switches `parameterNames` and `plusInQuery`; names become lower case, without `pq.`. */
export function readParameters(c: SandboxContext, { switches }: World): CommandParameters {
  const search = new URL(c.req.url).search;
  const query = new URLSearchParams(switches.plusInQuery === 'plus' ? search.replaceAll('+', '%2B') : search);
  const parameters = new Map<string, string>();
  for (const [rawName, value] of query) {
    const name = rawName.toLowerCase();
    const prefixed = name.startsWith('pq.');
    if (switches.parameterNames === 'plain' && prefixed) continue;
    if (switches.parameterNames === 'prefixed' && !prefixed && pagedNames.includes(name)) continue;
    parameters.set(prefixed ? name.slice(3) : name, value);
  }
  return parameters;
}

const pagedNames = [
  'querystring',
  'pagereturned',
  'returnlimit',
  'sortfield',
  'sortascending',
  'includerevoked',
  'includeexpired',
];

/** Reads a boolean parameter; absent or empty means false. Throws a CommandError with status 400. */
export function readFlag(parameters: CommandParameters, name: string): boolean {
  const text = (parameters.get(name) ?? '').toLowerCase();
  if (text === '' || text === 'false') return false;
  if (text === 'true') return true;
  throw invalidParameter(name);
}

/** A page of a list. */
export interface Paging {
  first: number;
  limit: number;
  descending: boolean;
}

/** Reads PageReturned (from 1), ReturnLimit (default 50) and SortAscending (0 ascending, 1 descending). */
export function readPaging(parameters: CommandParameters, { switches }: World): Paging {
  const page = readPositive(parameters, 'pagereturned', { fallback: 1, switches });
  const asked = readPositive(parameters, 'returnlimit', { fallback: 50, switches });
  const limit = switches.maxReturnLimit > 0 ? Math.min(asked, switches.maxReturnLimit) : asked;
  const sort = (parameters.get('sortascending') ?? '').toLowerCase();
  const words = switches.sortAscendingText === 'accepted' ? ['true', 'false'] : [];
  if (!['', '0', '1', ...words].includes(sort)) throw invalidParameter('SortAscending');
  return { first: (page - 1) * limit, limit, descending: sort === '1' || sort === 'false' };
}

function readPositive(
  parameters: CommandParameters,
  name: string,
  { fallback, switches }: { fallback: number; switches: Switches },
): number {
  const text = parameters.get(name) ?? '';
  if (text === '' || (text === '0' && switches.zeroPaging === 'default')) return fallback;
  if (!/^[1-9]\d{0,9}$/.test(text)) throw invalidParameter(name);
  return Number(text);
}

function invalidParameter(name: string): CommandError {
  return new CommandError(400, `The value of parameter ${name} is not valid.`);
}

/** Sorted rows; those from `start` up to `end` are in the response. */
export interface Span<T> {
  items: readonly T[];
  start: number;
  end: number;
}

/** Returns the rows of a page; `page` is the effect of the fault knobs. */
export function takePage<T>(
  span: Span<T>,
  { first, limit, descending }: Paging,
  page: 'normal' | 'empty' | 'repeated',
): T[] {
  if (page === 'empty') return [];
  const skipped = page === 'repeated' ? 0 : first;
  if (!descending) {
    const start = Math.min(span.end, span.start + skipped);
    return span.items.slice(start, Math.min(span.end, start + limit));
  }
  const end = Math.max(span.start, span.end - skipped);
  return span.items.slice(Math.max(span.start, end - limit), end).reverse();
}
