/** Some properties of `T`; an undefined one counts as absent. */
export type Changes<T> = { [TKey in keyof T]?: T[TKey] | undefined };

type Defined<T> = { [TKey in keyof T]: Exclude<T[TKey], undefined> };

/** Leaves out properties that are undefined. */
export function defined<T extends object>(changes: T): Defined<T> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Defined<T>;
}
