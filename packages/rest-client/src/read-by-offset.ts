import { setTimeout as sleep } from 'node:timers/promises';
import { countNoun } from '@certbridge/plain-text';
import { ApiError } from './api-error.ts';
import { required, type Shape } from './argument-shape.ts';
import { checkArgument } from './check-argument.ts';
import { OffsetCursor } from './offset-cursor.ts';
import { type OffsetPage, PagesAhead, type ReadPage } from './pages-ahead.ts';
import { throwIfAborted } from './throw-if-aborted.ts';

const maxPasses = 3;
const emptyPageDelayMs = 250;
const defaultAhead = 8;

/** What to read, and how. */
export interface ReadByOffsetOptions<T, TId extends number | string = number> {
  readonly readPage: ReadPage<T>;
  /** Returns what tells a row from all others. */
  readonly idOf: (row: T) => TId;
  /** Returns the position after a page; by default it moves by the rows received. */
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
  /** That of the client which reads the pages: after its end no row is yielded. */
  readonly closed?: AbortSignal | undefined;
}

const shape = required('option', {
  readPage: 'function',
  idOf: 'function',
  nextPosition: 'function?',
  position: 'number?',
  seen: 'any?',
  ahead: 'number?',
  what: 'text',
  system: 'text',
  signal: 'signal?',
  closed: 'signal?',
} satisfies Shape<ReadByOffsetOptions<unknown>>);

/**
 * Reads a whole list by offset from a server that keeps no snapshot, and yields each row once.
 *
 * - The end is where the total says, not where a page is short. Without a total it is an empty page.
 * - An empty page before the end is asked for again, three times.
 * - When the total drops, rows behind may have moved past the position: it goes back by as many.
 * - When fewer distinct rows came than the smallest total that was reported, the list is read again, at most three times in all.
 * - From the second page on, pages are requested ahead, as long as each is as long as the one before, has new rows only and tells
 *   the same total. After any other page those read ahead are dropped, since they may show another state of the list, and
 *   requested anew.
 *
 * So no row that is there throughout is missed, unless a removal and an addition between two pages cancel out in the
 * total. Throws an `ApiError` 'invalid-response' rather than end early, and 'invalid-argument', at once, for options that
 * can't be used.
 */
export function readByOffset<T, TId extends number | string = number>(
  options: ReadByOffsetOptions<T, TId>,
): AsyncGenerator<T, void, undefined> {
  checkOptions(options);
  return readWhole(options);
}

function checkOptions<T, TId extends number | string>(options: ReadByOffsetOptions<T, TId>): void {
  const of = 'readByOffset';
  checkArgument(options, shape, { of, name: `The argument of ${of}` });
  const refuse = (name: string, kind: string) =>
    new ApiError(`The option ${name} of ${of} must be ${kind}.`, { code: 'invalid-argument' });
  for (const name of ['position', 'ahead'] as const) {
    const value = options[name] ?? 0;
    if (!Number.isInteger(value) || value < 0) throw refuse(name, 'a whole number from 0');
  }
  if (options.seen !== undefined && !(options.seen instanceof Set)) throw refuse('seen', 'a Set');
}

async function* readWhole<T, TId extends number | string>(
  options: ReadByOffsetOptions<T, TId>,
): AsyncGenerator<T, void, undefined> {
  const { seen = new Set<TId>(), what, system, signal, closed } = options;
  let start = options.position ?? 0;
  let leastTotal = Number.POSITIVE_INFINITY;
  for (let pass = 1; pass <= maxPasses; pass += 1) {
    for await (const page of readPass(options, { start, seen })) {
      if (page.total !== undefined) leastTotal = Math.min(leastTotal, page.total);
      for (const row of page.rows) {
        throwIfAborted(signal, system);
        throwIfAborted(closed, system);
        yield row;
      }
    }
    if (leastTotal === Number.POSITIVE_INFINITY || seen.size >= leastTotal) return;
    start = 0;
  }
  throw new ApiError(
    `${what} gave ${seen.size} of ${countNoun(leastTotal, 'row')}, however often it was read.`,
    {
      code: 'invalid-response',
      system,
      retryable: true,
    },
  );
}

/** Reads the pages from `start` to the end, once, and yields of each the rows that `seen` lacks. */
async function* readPass<T, TId extends number | string>(
  options: ReadByOffsetOptions<T, TId>,
  { start, seen }: { readonly start: number; readonly seen: Set<TId> },
): AsyncGenerator<OffsetPage<T>> {
  const { ahead = defaultAhead, idOf, what, system, signal } = options;
  // What this pass has seen. In the first pass that is everything, and a second set would double the memory of a long list.
  const known = seen.size === 0 ? seen : new Set<TId>();
  const pages = new PagesAhead(options);
  const cursor = new OffsetCursor(start, options.nextPosition);
  try {
    for (;;) {
      throwIfAborted(signal, system);
      if (!cursor.regular) pages.drop();
      const page = await pages.read(cursor.position, cursor.following(ahead));
      const { length } = page.rows;
      const before = known.size;
      const rows = takeNew(page.rows, { idOf, known, seen });
      cursor.pass({ length, news: known.size - before, total: page.total });
      yield { rows, total: page.total };

      if (cursor.ended) return;
      if (cursor.stuck) {
        throw new ApiError(
          `${what} brings nothing new after ${known.size} of ${cursor.total === undefined ? 'an unknown number of rows' : countNoun(cursor.total, 'row')}.`,
          {
            code: 'invalid-response',
            system,
            retryable: true,
          },
        );
      }
      if (length === 0) await pause(signal, system);
    }
  } finally {
    pages.drop();
  }
}

/** Returns the rows that were not seen before, and notes them. `known` holds nothing that `seen` lacks. */
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
    if (known !== seen) known.add(id);
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

async function pause(signal: AbortSignal | undefined, system: string): Promise<void> {
  try {
    await sleep(emptyPageDelayMs, undefined, { ...(signal && { signal }) });
  } catch {
    throwIfAborted(signal, system);
  }
}
