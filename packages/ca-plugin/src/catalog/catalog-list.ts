import { quoted } from '@certbridge/plain-text';
import type { RowIdentity, RowOptions, ScmRowIdentity } from '@certbridge/sectigo-client';
import { isSameName } from './names.ts';

/** A row of a list of SCM that can't be read. */
export interface UnreadableItem extends ScmRowIdentity {
  /** A sentence that tells where it is, and why. */
  readonly problem: string;
}

/** A list of SCM. */
export interface CatalogList<T> {
  readonly items: readonly T[];
  readonly unreadable: readonly UnreadableItem[];
}

/** Reads a list, its rows that can't be read included. */
export async function readCatalogList<T>(
  list: (options: RowOptions) => Promise<readonly T[]>,
): Promise<CatalogList<T>> {
  const unreadable: UnreadableItem[] = [];
  const items = await list({ onUnreadableRow: (problem, row) => unreadable.push({ ...row, problem }) });
  return { items, unreadable };
}

/** Passes on each row of a list that can't be read, in a sentence or two, and returns the list. */
export function tellUnreadable<T>(list: CatalogList<T>, tell: (sentences: string) => void): CatalogList<T> {
  for (const row of list.unreadable) tell(describeRow(row));
  return list;
}

/** Says where a row is that can't be read, and what it is called where that is known. */
export function describeRow({ problem, name }: UnreadableItem): string {
  return name === undefined ? problem : `${problem} Its name is ${quoted(name)}.`;
}

/** Says that what has a name is in a row that can't be read; undefined where it is not. */
export function describeNamed(
  name: string,
  { unreadable }: Pick<CatalogList<unknown>, 'unreadable'>,
  what: string,
): string | undefined {
  const row = unreadable.find((other) => other.name !== undefined && isSameName(other.name, name));
  return row && describeUnreadable(`${what} ${quoted(name.trim())}`, row);
}

/** Says that what is needed can't be read. */
export function describeUnreadable(what: string, { problem }: UnreadableItem): string {
  return `SCM returns ${what} in a form that can't be read. ${problem} Report it to Sectigo.`;
}

/** Says that what was not found by one of its keys may be in a row where that can't be read; empty where there is none. */
export function describePossible(
  key: keyof RowIdentity,
  { unreadable }: Pick<CatalogList<unknown>, 'unreadable'>,
): string {
  const row = unreadable.find((other) => other[key] === undefined);
  return row === undefined ? '' : ` It may be the one that can't be read: ${describeRow(row)}`;
}
