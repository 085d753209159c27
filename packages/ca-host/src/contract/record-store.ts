/** A record that a front end of a host keeps in its database. */
export interface NamedRecord {
  readonly name: string;
  /** What its keeper makes of it, such as JSON. */
  readonly content: string;
}

/**
 * Keeps records by name for a front end of a host, such as a protocol's own objects, so that they are shared by all its processes and outlive
 * them. The host does not look into them.
 */
export interface RecordStore {
  /** Adds one. False if there is one of its name. */
  add(record: NamedRecord): Promise<boolean>;
  /** Finds the content of one by its name. */
  find(name: string): string | undefined;
  /** Replaces the record of this name. False if there is none, or if its content is not `expected`, where that is given. */
  replace(record: NamedRecord, expected?: string): Promise<boolean>;
  /** Removes one, if it is there. */
  remove(name: string): Promise<void>;
  /** All, in the order of their names. */
  list(): readonly NamedRecord[];
}
