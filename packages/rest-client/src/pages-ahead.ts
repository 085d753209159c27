/** One page of a list that is read by offset. */
export interface OffsetPage<T> {
  readonly rows: readonly T[];
  /** Rows over all pages, where the server says so. */
  readonly total: number | undefined;
}

/**
 * Reads the page that begins at this row, counted from 0. The signal ends a reading that is not needed any more, and
 * follows the one of the options.
 */
export type ReadPage<T> = (position: number, signal: AbortSignal) => Promise<OffsetPage<T>>;

/** Requests pages before they are needed, and holds them until they are. */
export class PagesAhead<T> {
  readonly #readPage: ReadPage<T>;
  readonly #signal: AbortSignal | undefined;
  readonly #requested = new Map<number, Promise<OffsetPage<T>>>();
  #unwanted = new AbortController();

  constructor({
    readPage,
    signal,
  }: { readonly readPage: ReadPage<T>; readonly signal?: AbortSignal | undefined }) {
    this.#readPage = readPage;
    this.#signal = signal;
  }

  /**
   * Returns the page at a position, and requests those at the positions after it. A page that failed ahead of its turn
   * fails here.
   */
  read(position: number, following: readonly number[]): Promise<OffsetPage<T>> {
    const page = this.#requested.get(position) ?? this.#request(position);
    this.#requested.delete(position);
    for (const next of following) {
      if (!this.#requested.has(next)) this.#requested.set(next, this.#request(next));
    }
    return page;
  }

  /** Ends the requests for pages that were not read, and forgets them. */
  drop(): void {
    if (this.#requested.size === 0) return;
    this.#requested.clear();
    this.#unwanted.abort();
    this.#unwanted = new AbortController();
  }

  #request(position: number): Promise<OffsetPage<T>> {
    const { signal } = this.#unwanted;
    const page = this.#readPage(position, this.#signal ? AbortSignal.any([signal, this.#signal]) : signal);
    // It may never be awaited.
    page.catch(() => {});
    return page;
  }
}
