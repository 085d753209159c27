import { checkTexts } from './check-arguments.ts';
import type { DotPath } from './dot-path.ts';

const arrayIndex = /^(?:0|[1-9]\d*)$/;

/** Checks whether a step can be an array index: digits without leading zeros. */
export function isArrayIndex(segment: string): boolean {
  return arrayIndex.test(segment);
}

/**
 * Extracts the value at a path from parsed JSON; undefined if it is absent, null if it is null.
 *
 * Looks at own data properties only: no prototype (`__proto__`, `constructor`, `toString`), no getters, and only the items of
 * an array, not its `length`.
 */
export function extractPath(document: unknown, path: DotPath): unknown {
  // A text would be taken for a path of its characters.
  checkTexts(path, { of: 'extractPath', argument: 2 });
  let value = document;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value) && !isArrayIndex(segment)) return undefined;
    value = Object.getOwnPropertyDescriptor(value, segment)?.value;
  }
  return value;
}
