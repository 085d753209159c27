/** Runs work on one thing after another, and work on different things side by side. */
export class OneAtATime {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs work once all that was given for the same key before has ended, however it ended. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const result = before.then(work, work);
    const settled = result.catch(() => undefined);
    this.#last.set(key, settled);
    try {
      return await result;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }
}
