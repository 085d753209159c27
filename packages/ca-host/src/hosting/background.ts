/** Work that may go on when its requester has left. */
export class Background {
  readonly #underWay = new Set<Promise<unknown>>();

  /** Takes note of work, and returns it. */
  add<T>(work: Promise<T>): Promise<T> {
    const settled = work.catch(() => undefined).finally(() => this.#underWay.delete(settled));
    this.#underWay.add(settled);
    return work;
  }

  /** Waits until all of it has ended, however it did. */
  async ended(): Promise<void> {
    await Promise.all(this.#underWay);
  }
}
