/** A fixed set of ids, eight bytes each: a JavaScript `Set` takes several times that. */
export class IdSet {
  readonly #ids: Float64Array;

  constructor(ids: Iterable<number>) {
    this.#ids = new Float64Array(ids).sort();
  }

  get size(): number {
    return this.#ids.length;
  }

  has(id: number): boolean {
    let low = 0;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ids[middle] ?? Number.POSITIVE_INFINITY) < id) low = middle + 1;
      else high = middle;
    }
    return this.#ids[low] === id;
  }

  /** Draws some ids at random, each at most once. */
  sample(size: number): number[] {
    const drawn = new Set<number>();
    const wanted = Math.min(size, this.size);
    while (drawn.size < wanted) drawn.add(Math.floor(Math.random() * this.size));
    return [...drawn].map((index) => this.#ids[index] ?? 0);
  }
}
