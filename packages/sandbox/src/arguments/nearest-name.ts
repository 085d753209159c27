/** Says which of the known names was meant, after a space; empty where none is near, or the value is not text. */
export function askForNearest(name: unknown, known: readonly unknown[]): string {
  if (typeof name !== 'string') return '';
  const [nearest] = known
    .filter((candidate) => typeof candidate === 'string')
    .map((candidate) => ({
      candidate,
      distance: distanceBetween(name.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ distance }) => distance <= Math.min(3, name.length / 3))
    .sort((one, other) => one.distance - other.distance);
  return nearest === undefined ? '' : ` Did you mean ${nearest.candidate}?`;
}

/** Levenshtein distance. */
function distanceBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    let diagonal = index;
    let left = index + 1;
    row = row.map((above, column) => {
      if (column === 0) return left;
      left = Math.min(above + 1, left + 1, diagonal + (letter === to[column - 1] ? 0 : 1));
      diagonal = above;
      return left;
    });
  }
  return row[to.length] ?? 0;
}
