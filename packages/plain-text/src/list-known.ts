/** Lists the names that there are, as the remedy for an unknown one: `There are a, b.`, or `The only option is a.` */
export function listKnown(names: readonly string[], noun: string): string {
  return names.length === 1 ? `The only ${noun} is ${names[0]}.` : `There are ${names.join(', ')}.`;
}
