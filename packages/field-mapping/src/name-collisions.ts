import { checkIterable, wrongArgument } from './check-arguments.ts';

/** A name and what it becomes on the other side. */
export interface NameMapping {
  /** The name on the side the value comes from. */
  readonly source: string;
  /** The name on the other side. */
  readonly target: string;
}

/** A target name shared by several sources. */
export interface NameCollision {
  /** The target as its first source spells it. */
  readonly target: string;
  /** The sources mapped to this target, in order of appearance. */
  readonly sources: readonly string[];
}

/**
 * Finds target names that different sources would share.
 *
 * Targets are compared ignoring case, as Keyfactor Command compares metadata field names. The same source twice is not a collision.
 */
export function findNameCollisions(names: Iterable<NameMapping>): NameCollision[] {
  checkIterable(names, { of: 'findNameCollisions' });
  const groups = new Map<string, { target: string; sources: Set<string> }>();
  for (const name of names) {
    const { source, target } = name ?? {};
    if (typeof source !== 'string' || typeof target !== 'string')
      throw wrongArgument(
        { of: 'findNameCollisions' },
        'a list of names, each with the texts source and target',
      );
    const key = target.toLowerCase();
    const group = groups.get(key);
    if (group) group.sources.add(source);
    else groups.set(key, { target, sources: new Set([source]) });
  }
  return [...groups.values()]
    .filter((group) => group.sources.size > 1)
    .map(({ target, sources }) => ({ target, sources: [...sources] }));
}
