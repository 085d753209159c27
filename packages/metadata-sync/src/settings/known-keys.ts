import { nearestName, offerExports } from '@certbridge/plain-text';
import type { ConfigurationProblem } from './document.ts';

/** The keys that an object may have; those that begin with `_` or `$` are comments. */
export interface KnownKeys {
  readonly keys: readonly string[];
  /** Keys of older versions of the tool: accepted and dropped. */
  readonly retired?: readonly string[];
}

/** The outcome of giving an object's keys their canonical spelling. */
export interface KeyedObject {
  readonly values: Record<string, unknown>;
  readonly problems: readonly ConfigurationProblem[];
  /** The retired keys that the object has. */
  readonly retired: readonly string[];
}

/** Gives the keys of an object their canonical letter case, and reports the unknown and the doubled ones. */
export function canonicalizeKeys(
  value: Record<string, unknown>,
  known: KnownKeys,
  place: { readonly file: string; readonly path: string },
): KeyedObject {
  const canonical = new Map(known.keys.map((key) => [key.toLowerCase(), key]));
  const older = new Map(known.retired?.map((key) => [key.toLowerCase(), key]));
  const values: Record<string, unknown> = {};
  const problems: ConfigurationProblem[] = [];
  const retired: string[] = [];
  for (const [key, entry] of Object.entries(value)) {
    if (/^[_$]/.test(key)) continue;
    const path = joinPath(place.path, key);
    const name = canonical.get(key.toLowerCase());
    const olderName = older.get(key.toLowerCase());
    if (name !== undefined) {
      if (Object.hasOwn(values, name)) {
        problems.push({
          file: place.file,
          path,
          message: `the key ${name} is there twice, in different letter case`,
          remedy: 'Keep one of the two.',
        });
      }
      values[name] = entry;
    } else if (olderName !== undefined) {
      retired.push(olderName);
    } else {
      const nearest = nearestName(key, known.keys);
      problems.push({
        file: place.file,
        path,
        message: 'the key is unknown',
        remedy:
          offerExports(value, key).trim() ||
          (nearest === undefined
            ? 'Remove it, or begin it with "_" if it is a comment.'
            : `Did you mean ${nearest}? Begin the key with "_" if it is a comment.`),
      });
    }
  }
  return { values, problems, retired };
}

/** Joins a path inside a document: names with dots, indexes in brackets. */
export function joinPath(base: string, key: string | number): string {
  if (typeof key === 'number') return `${base}[${key}]`;
  return base === '' ? key : `${base}.${key}`;
}
