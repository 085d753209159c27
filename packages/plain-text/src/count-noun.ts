/** Renders a number of things: `countNoun(1, 'value')` is `1 value`, `countNoun(2, 'entry', 'entries')` is `2 entries`. */
export function countNoun(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
