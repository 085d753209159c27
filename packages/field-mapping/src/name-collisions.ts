export interface NameMapping {
  /** The name on the side that the value comes from. */
  readonly source: string;
  /** The name it gets on the other side. */
  readonly target: string;
}

export interface NameCollision {
  /** The target as its first source spells it. */
  readonly target: string;
  /** The different sources that end up as this target, in order of appearance. */
  readonly sources: string[];
}

/**
 * Finds names that different sources would share.
 *
 * Targets compare without letter case, as Keyfactor Command's metadata field names do. The same source twice is no collision.
 */
export function findNameCollisions(names: Iterable<NameMapping>): NameCollision[] {
  const groups = new Map<string, { target: string; sources: Set<string> }>();
  for (const { source, target } of names) {
    const key = target.toLowerCase();
    const group = groups.get(key);
    if (group) group.sources.add(source);
    else groups.set(key, { target, sources: new Set([source]) });
  }
  return [...groups.values()]
    .filter((group) => group.sources.size > 1)
    .map(({ target, sources }) => ({ target, sources: [...sources] }));
}
