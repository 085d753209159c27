import { editDistance } from './edit-distance.ts';

/**
 * Finds the candidate with the fewest edits, ignoring case: at most a third of the name's length, and three.
 *
 * If none is that close, the closest that shortens or lengthens the name in one place: `serialNumber` for `serialNo`.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  const limit = Math.min(3, Math.floor(wanted.length / 3));
  let nearest: string | undefined;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const known = candidate.toLowerCase();
    const distance = editDistance(wanted, known);
    if (distance < nearestDistance && (distance <= limit || isShortened(wanted, known))) {
      nearest = candidate;
      nearestDistance = distance;
    }
  }
  return nearest;
}

/** Returns whether the shorter name, of four letters or more, is beginning and end of the longer one; of seven or more, but for one. */
function isShortened(first: string, second: string): boolean {
  const shorter = Math.min(first.length, second.length);
  let start = 0;
  while (start < shorter && first[start] === second[start]) start += 1;
  let end = 0;
  while (end < shorter - start && first.at(-1 - end) === second.at(-1 - end)) end += 1;
  return start + end >= Math.max(4, shorter < 7 ? shorter : shorter - 1);
}
