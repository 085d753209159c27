const maxPagesWithoutNews = 3;

/** What the cursor needs to know of a page. */
interface PassedPage {
  readonly length: number;
  /** Rows that came for the first time. */
  readonly news: number;
  /** Rows over all pages, where the server says so. */
  readonly total: number | undefined;
}

/** Decides where to read on in a list that may change between two pages; sends nothing itself. */
export class OffsetCursor {
  readonly #nextPosition: (position: number, received: number) => number;
  #position: number;
  #furthest: number;
  #total: number | undefined;
  #length: number | undefined;
  #regular = false;
  #ended = false;
  #pagesWithoutNews = 0;

  constructor(
    position: number,
    nextPosition = (position: number, received: number): number => position + received,
  ) {
    this.#nextPosition = nextPosition;
    this.#position = position;
    this.#furthest = position;
  }

  /** Where the next page begins. */
  get position(): number {
    return this.#position;
  }

  /** The total that was reported last. */
  get total(): number | undefined {
    return this.#total;
  }

  /** Whether everything has been read. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether several pages in a row brought nothing new. */
  get stuck(): boolean {
    return this.#pagesWithoutNews > maxPagesWithoutNews;
  }

  /**
   * Whether the last page was as long as the one before, all new, and gave the same total: then nothing shows that the list
   * has changed.
   */
  get regular(): boolean {
    return this.#regular;
  }

  /** Moves past the page at the position. */
  pass({ length, news, total }: PassedPage): void {
    this.#regular =
      news > 0 && length === news && length === (this.#length ?? length) && total === (this.#total ?? total);
    this.#length = length;

    const newTotal = total ?? this.#total;
    const dropped = Math.max(0, (this.#total ?? 0) - (newTotal ?? 0));
    // Pages that are read again after a step back may well bring nothing new, and so may the end of a list that gets shorter.
    const again = this.#position < this.#furthest && length > 0;
    if (news > 0) this.#pagesWithoutNews = 0;
    else if (!again && dropped === 0) this.#pagesWithoutNews += 1;
    this.#furthest = Math.max(this.#furthest, this.#position);

    this.#total = newTotal;
    if (dropped > 0) this.#position = Math.max(0, this.#position - dropped);
    else if (length > 0) this.#position = this.#nextPosition(this.#position, length);
    this.#ended = newTotal === undefined ? length === 0 : this.#position >= newTotal;
  }

  /** The positions after the next page's, as long as the list stays as it is; none while it changes or has no total. */
  following(most: number): number[] {
    const positions: number[] = [];
    if (!this.#regular) return positions;
    const after = (position: number) => this.#nextPosition(position, this.#length ?? 0);
    let next = after(this.#position);
    while (positions.length < most && next < (this.#total ?? 0)) {
      positions.push(next);
      next = after(next);
    }
    return positions;
  }
}
