/** Items by a text of theirs. An entry whose text has changed since is ignored. */
export class KeyIndex<T extends object> {
  readonly #items = new Map<string, T | T[]>();
  readonly #read: (item: T) => string | null;

  /** `read` tells an item's text; null for an item that can't be found. */
  constructor(read: (item: T) => string | null, items: Iterable<T>) {
    this.#read = read;
    for (const item of items) this.add(item);
  }

  /** Adds an item, or adds it anew after its text has changed. */
  add(item: T): void {
    const key = this.#read(item);
    if (key === null) return;
    const held = this.#items.get(key);
    // Nearly every text is held once: a list for each would double the size of the index.
    if (held === undefined) this.#items.set(key, item);
    else if (!Array.isArray(held)) this.#items.set(key, held === item ? item : [held, item]);
    else if (!held.includes(item)) held.push(item);
  }

  /** Finds the items with a text, in the order in which they were added. */
  find(key: string): T[] {
    const held = this.#items.get(key);
    if (held === undefined) return [];
    return (Array.isArray(held) ? held : [held]).filter((item) => this.#read(item) === key);
  }
}
