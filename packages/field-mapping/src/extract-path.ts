import type { DotPath } from './dot-path.ts';

const arrayIndex = /^(?:0|[1-9]\d*)$/;

/** Tells whether a step of a path can be the index of an array item: digits without leading zeros. */
export function isArrayIndex(segment: string): boolean {
  return arrayIndex.test(segment);
}

/**
 * Extracts the value at a path out of parsed JSON; undefined when it is absent, null when it is null.
 *
 * Sees own properties only, so `__proto__`, `constructor` or `toString` find nothing unless the document itself has such a key,
 * and runs no getter. Of an array it sees the items and neither `length` nor anything else.
 */
export function extractPath(document: unknown, path: DotPath): unknown {
  let value = document;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value) && !isArrayIndex(segment)) return undefined;
    value = Object.getOwnPropertyDescriptor(value, segment)?.value;
  }
  return value;
}
