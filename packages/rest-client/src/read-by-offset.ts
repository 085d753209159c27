import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from './api-error.ts';

const maxPasses = 3;
const maxPagesWithoutNews = 3;
const emptyPageDelayMs = 250;

/** One page of a list that is read by offset. */
export interface OffsetPage<T> {
  readonly rows: readonly T[];
  /** Rows over all pages, where the server says so. */
  readonly total: number | undefined;
}

/** What to read, and how. */
export interface ReadByOffsetOptions<T, TId extends number | string = number> {
  /** Reads the page that begins at this row, counted from 0. */
  readonly readPage: (position: number) => Promise<OffsetPage<T>>;
  readonly idOf: (row: T) => TId;
  /** Gives the position after a page; by default it moves by the rows received. */
  readonly nextPosition?: ((position: number, received: number) => number) | undefined;
  /** Where to begin (0). */
  readonly position?: number | undefined;
  /** Ids that were yielded before; rows with them are passed over. Is added to. */
  readonly seen?: Set<TId> | undefined;
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
 *
 * So no row that is there throughout is missed, unless a removal and an addition between two pages cancel out in the
 * total. Throws an `ApiError` 'invalid-response' rather than end early.
 */
export async function* readByOffset<T, TId extends number | string = number>(
  options: ReadByOffsetOptions<T, TId>,
): AsyncGenerator<T, void, undefined> {
  const { seen = new Set<TId>(), idOf, what, system } = options;
  let start = options.position ?? 0;
  let leastTotal = Number.POSITIVE_INFINITY;
  for (let pass = 1; pass <= maxPasses; pass += 1) {
    for await (const page of readPass(options, start)) {
      if (page.total !== undefined) leastTotal = Math.min(leastTotal, page.total);
      for (const row of page.rows) {
        const id = idOf(row);
        if (seen.has(id)) continue;
        seen.add(id);
        yield row;
      }
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

/** Reads the pages from `start` to the end, once. */
async function* readPass<T, TId extends number | string>(
  options: ReadByOffsetOptions<T, TId>,
  start: number,
): AsyncGenerator<OffsetPage<T>> {
  const {
    readPage,
    idOf,
    what,
    system,
    nextPosition = (position, received) => position + received,
  } = options;
  const seen = new Set<TId>();
  let position = start;
  let furthest = start;
  let total: number | undefined;
  let pagesWithoutNews = 0;
  for (;;) {
    const page = await readPage(position);
    yield page;
    const before = seen.size;
    for (const row of page.rows) seen.add(idOf(row));

    // Pages that are read again after a step back may well bring nothing new.
    const again = position < furthest && page.rows.length > 0;
    if (seen.size > before) pagesWithoutNews = 0;
    else if (!again) pagesWithoutNews += 1;
    furthest = Math.max(furthest, position);

    const newTotal = page.total ?? total;
    const dropped = Math.max(0, (total ?? 0) - (newTotal ?? 0));
    total = newTotal;
    if (dropped > 0) position = Math.max(0, position - dropped);
    else if (page.rows.length > 0) position = nextPosition(position, page.rows.length);
    else if (total === undefined) return;
    if (total !== undefined && position >= total) return;

    if (pagesWithoutNews > maxPagesWithoutNews) {
      throw new ApiError(
        `${what} brings nothing new after ${seen.size} of ${total ?? 'an unknown number of'} rows.`,
        {
          code: 'invalid-response',
          system,
          retryable: true,
        },
      );
    }
    if (page.rows.length === 0) await pause(options);
  }
}

async function pause({
  signal,
  system,
}: {
  signal?: AbortSignal | undefined;
  system: string;
}): Promise<void> {
  try {
    await sleep(emptyPageDelayMs, undefined, { ...(signal && { signal }) });
  } catch {
    throw new ApiError(`The call to ${system} was aborted.`, { code: 'aborted', system });
  }
}
