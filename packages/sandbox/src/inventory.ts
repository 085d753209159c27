/** Certificates of one system by id, in order of id, with memoised selections: a list page costs no scan of the estate. */
export class Inventory<T extends { readonly id: number }> {
  readonly #byId = new Map<number, T>();
  #ordered: T[] = [];
  #lastId = 0;
  readonly #selections = new Map<string, { items: readonly T[]; volatile: boolean }>();

  get size(): number {
    return this.#byId.size;
  }

  /** Proposes an id that is not taken. */
  get nextId(): number {
    return this.#lastId + 1;
  }

  get(id: number): T | undefined {
    return this.#byId.get(id);
  }

  /** Adds an item. Throws a TypeError when its id is taken. */
  add(item: T): void {
    if (this.#byId.has(item.id)) throw new TypeError(`There is a certificate with id ${item.id} already.`);
    this.#byId.set(item.id, item);
    this.#ordered.push(item);
    if (item.id < this.#lastId) this.#ordered.sort((a, b) => a.id - b.id);
    this.#lastId = Math.max(this.#lastId, item.id);
    this.changed();
  }

  /** Removes an item; false when there was none. */
  remove(id: number): boolean {
    if (!this.#byId.delete(id)) return false;
    this.#ordered = this.#ordered.filter((item) => item.id !== id);
    this.changed();
    return true;
  }

  /** Lists all items by ascending id. */
  all(): readonly T[] {
    return this.#ordered;
  }

  /** Must be called after a change of anything that a selection reads. */
  changed(): void {
    this.#selections.clear();
  }

  /** Must be called after a change that only volatile selections read. */
  volatileChanged(): void {
    for (const [key, { volatile }] of this.#selections) if (volatile) this.#selections.delete(key);
  }

  /**
   * Builds a selection of all items, or returns the one kept under `key`.
   *
   * It is kept until `changed`, and a volatile one until `volatileChanged`.
   */
  select(key: string, build: (all: readonly T[]) => readonly T[], volatile = false): readonly T[] {
    const kept = this.#selections.get(key);
    if (kept !== undefined) return kept.items;
    const items = build(this.#ordered);
    if (this.#selections.size >= 64) this.#selections.clear();
    this.#selections.set(key, { items, volatile });
    return items;
  }
}
