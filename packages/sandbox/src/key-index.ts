/** Index of items by a text. An entry whose text has changed since is skipped. */
export class KeyIndex<T extends object> {
  readonly #items = new Map<string, T | T[]>();
  readonly #read: (item: T) => string | null;

  /** `read` returns the text of an item; null for an item not to be found. */
  constructor(read: (item: T) => string | null, items: Iterable<T>) {
    this.#read = read;
    for (const item of items) this.add(item);
  }

  /** Adds an item, also again after its text has changed. */
  add(item: T): void {
    const key = this.#read(item);
    if (key === null) return;
    const held = this.#items.get(key);
    // Nearly every text is unique; a list for each would double the size of the index.
    if (held === undefined) this.#items.set(key, item);
    else if (!Array.isArray(held)) this.#items.set(key, held === item ? item : [held, item]);
    else if (!held.includes(item)) held.push(item);
  }

  /** Finds the items with a text, in insertion order. */
  find(key: string): T[] {
    const held = this.#items.get(key);
    if (held === undefined) return [];
    return (Array.isArray(held) ? held : [held]).filter((item) => this.#read(item) === key);
  }
}
