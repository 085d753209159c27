import { distance } from 'fastest-levenshtein';

/** Finds the candidate nearest to a name by edit distance without case; undefined when none is reasonably near. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let nearest: string | undefined;
  let best = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < best) {
      best = edits;
      nearest = candidate;
    }
  }
  return nearest;
}
