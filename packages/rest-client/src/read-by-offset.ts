import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from './api-error.ts';
import { PagesAhead } from './pages-ahead.ts';

const maxPasses = 3;
const maxPagesWithoutNews = 3;
const emptyPageDelayMs = 250;
const defaultAhead = 8;

/** One page of a list that is read by offset. */
export interface OffsetPage<T> {
  readonly rows: readonly T[];
  /** Rows over all pages, where the server says so. */
  readonly total: number | undefined;
}

/** What to read, and how. */
export interface ReadByOffsetOptions<T, TId extends number | string = number> {
  /**
   * Reads the page that begins at this row, counted from 0. The signal ends a reading that nobody waits for any more, and
   * follows the one of the options.
   */
  readonly readPage: (position: number, signal: AbortSignal) => Promise<OffsetPage<T>>;
  readonly idOf: (row: T) => TId;
  /** Gives the position after a page; by default it moves by the rows received. */
  readonly nextPosition?: ((position: number, received: number) => number) | undefined;
  /** Where to begin (0). */
  readonly position?: number | undefined;
  /** Ids that were yielded before; rows with them are passed over. Is added to, a page at a time. */
  readonly seen?: Set<TId> | undefined;
  /** Pages requested before they are needed (8); 0 for one page after the other. */
  readonly ahead?: number | undefined;
  /** What is listed and where, for the message of an error: `Sectigo SCM: the list of certificates`. */
  readonly what: string;
  readonly system: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a whole list by offset from a server that keeps no snapshot, and yields each row once.
 *
 * - The end is where the total says, not where a page is short. Without a total it is an empty page.
 * - An empty page before the end is asked for again, three times.
 * - When the total drops, rows behind may have moved past the position: it goes back by as many.
 * - When fewer distinct rows came than the smallest total that was told, the list is read again, at most three times in all.
 * - From the second page on, pages are requested ahead, as long as each is as long as the one before, has new rows only and tells
 *   the same total. After any other page those read ahead are dropped, since they may show another state of the list, and
 *   requested anew.
 *
 * So no row that is there throughout is missed, unless a removal and an addition between two pages cancel out in the
 * total. Throws an `ApiError` 'invalid-response' rather than end early.
 */
export async function* readByOffset<T, TId extends number | string = number>(
  options: ReadByOffsetOptions<T, TId>,
): AsyncGenerator<T, void, undefined> {
  const { seen = new Set<TId>(), what, system } = options;
  let start = options.position ?? 0;
  let leastTotal = Number.POSITIVE_INFINITY;
  for (let pass = 1; pass <= maxPasses; pass += 1) {
    for await (const page of readPass(options, { start, seen })) {
      if (page.total !== undefined) leastTotal = Math.min(leastTotal, page.total);
      for (const row of page.rows) yield row;
    }
    if (leastTotal === Number.POSITIVE_INFINITY || seen.size >= leastTotal) return;
    start = 0;
  }
  throw new ApiError(`${what} gave ${seen.size} of ${leastTotal} rows, however often it was read.`, {
    code: 'invalid-response',
    system,
    retryable: true,
  });
}

/** Reads the pages from `start` to the end, once, and gives of each the rows that `seen` lacks. */
async function* readPass<T, TId extends number | string>(
  options: ReadByOffsetOptions<T, TId>,
  { start, seen }: { readonly start: number; readonly seen: Set<TId> },
): AsyncGenerator<OffsetPage<T>> {
  const {
    ahead = defaultAhead,
    idOf,
    what,
    system,
    nextPosition = (position, received) => position + received,
  } = options;
  // What this pass has seen. In the first pass that is everything, and a long list feels a second set.
  const known = seen.size === 0 ? seen : new Set<TId>();
  const pages = new PagesAhead(options);
  let position = start;
  let furthest = start;
  let total: number | undefined;
  let lastLength: number | undefined;
  let following: number[] = [];
  let pagesWithoutNews = 0;
  try {
    for (;;) {
      throwIfAborted(options);
      const page = await pages.read(position, following);
      const before = known.size;
      const rows = takeNew(page.rows, { idOf, known, seen });
      const news = known.size - before;
      yield { rows, total: page.total };

      // Pages that are read again after a step back may well bring nothing new.
      const again = position < furthest && page.rows.length > 0;
      if (news > 0) pagesWithoutNews = 0;
      else if (!again) pagesWithoutNews += 1;
      furthest = Math.max(furthest, position);

      const regular =
        news > 0 &&
        page.rows.length === news &&
        page.rows.length === (lastLength ?? page.rows.length) &&
        page.total === (total ?? page.total);
      lastLength = page.rows.length;
      const newTotal = page.total ?? total;
      const dropped = Math.max(0, (total ?? 0) - (newTotal ?? 0));
      total = newTotal;
      if (dropped > 0) position = Math.max(0, position - dropped);
      else if (page.rows.length > 0) position = nextPosition(position, page.rows.length);
      else if (total === undefined) return;
      if (total !== undefined && position >= total) return;

      if (pagesWithoutNews > maxPagesWithoutNews) {
        throw new ApiError(
          `${what} brings nothing new after ${known.size} of ${total ?? 'an unknown number of'} rows.`,
          {
            code: 'invalid-response',
            system,
            retryable: true,
          },
        );
      }
      if (!regular) pages.drop();
      const next = (from: number) => nextPosition(from, page.rows.length);
      following = regular ? positionsAfter(position, { count: ahead, total, next }) : [];
      if (page.rows.length === 0) await pause(options);
    }
  } finally {
    pages.drop();
  }
}

/** Gives the rows that were not seen before, and notes them. `known` holds nothing that `seen` lacks. */
function takeNew<T, TId>(
  rows: readonly T[],
  {
    idOf,
    known,
    seen,
  }: { readonly idOf: (row: T) => TId; readonly known: Set<TId>; readonly seen: Set<TId> },
): T[] {
  return rows.filter((row) => {
    const id = idOf(row);
    const isNew = !seen.has(id);
    known.add(id);
    seen.add(id);
    return isNew;
  });
}

/** The next positions before the total; none where there is no total. */
function positionsAfter(
  position: number,
  {
    count,
    total = 0,
    next,
  }: {
    readonly count: number;
    readonly total: number | undefined;
    readonly next: (position: number) => number;
  },
): number[] {
  const positions: number[] = [];
  for (let after = next(position); positions.length < count && after < total; after = next(after)) {
    positions.push(after);
  }
  return positions;
}

async function pause(options: { signal?: AbortSignal | undefined; system: string }): Promise<void> {
  const { signal } = options;
  try {
    await sleep(emptyPageDelayMs, undefined, { ...(signal && { signal }) });
  } catch {
    throwIfAborted(options);
  }
}

function throwIfAborted({ signal, system }: { signal?: AbortSignal | undefined; system: string }): void {
  if (signal?.aborted) {
    throw new ApiError(`The call to ${system} was aborted.`, { code: 'aborted', system });
  }
}
