/** Index of items by a text. An entry whose text has changed since is skipped. */
class KeyIndex<T extends object> {
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

/** Certificates of a system, sorted by id, with cached selections, so that a list page needs no scan. */
export class Inventory<T extends { readonly id: number }> {
  readonly #byId = new Map<number, T>();
  #ordered: T[] = [];
  #lastId = 0;
  readonly #selections = new Map<string, { built: unknown; volatile: boolean }>();
  readonly #indexes = new Map<(item: T) => string | null, KeyIndex<T>>();

  get size(): number {
    return this.#byId.size;
  }

  /** Returns an unused id. */
  get nextId(): number {
    return this.#lastId + 1;
  }

  get(id: number): T | undefined {
    return this.#byId.get(id);
  }

  /** Adds an item. Throws a TypeError if its id is taken. */
  add(item: T): void {
    if (this.#byId.has(item.id)) throw new TypeError(`There is a certificate with id ${item.id} already.`);
    this.#byId.set(item.id, item);
    this.#ordered.push(item);
    if (item.id < this.#lastId) this.#ordered.sort((a, b) => a.id - b.id);
    this.#lastId = Math.max(this.#lastId, item.id);
    this.changed(item);
  }

  /** Removes an item; false if there was none. */
  remove(id: number): boolean {
    if (!this.#byId.delete(id)) return false;
    this.#ordered = this.#ordered.filter((item) => item.id !== id);
    this.#selections.clear();
    return true;
  }

  /** Lists all items by ascending id. */
  all(): readonly T[] {
    return this.#ordered;
  }

  /** Call after a change of anything that a selection or an index reads; pass `item` if only that one changed. */
  changed(item?: T): void {
    this.#selections.clear();
    if (item === undefined) this.#indexes.clear();
    else for (const index of this.#indexes.values()) index.add(item);
  }

  /** Call after a change that only volatile selections read. */
  volatileChanged(): void {
    for (const [key, { volatile }] of this.#selections) if (volatile) this.#selections.delete(key);
  }

  /** Finds the items for which `read` returns this text. Keeps an index per function, so pass a constant one. */
  findBy(read: (item: T) => string | null, text: string): T[] {
    let index = this.#indexes.get(read);
    if (index === undefined) {
      index = new KeyIndex(read, this.#ordered);
      this.#indexes.set(read, index);
    }
    return index.find(text).filter((item) => this.#byId.get(item.id) === item);
  }

  /**
   * Builds a selection of all items, or returns the one cached under `key`.
   *
   * It is cached until `changed`, a volatile one until `volatileChanged`.
   */
  select<R = readonly T[]>(key: string, build: (all: readonly T[]) => R, volatile = false): R {
    const kept = this.#selections.get(key);
    if (kept !== undefined) return kept.built as R;
    const built = build(this.#ordered);
    if (this.#selections.size >= 64) this.#selections.clear();
    this.#selections.set(key, { built, volatile });
    return built;
  }
}
