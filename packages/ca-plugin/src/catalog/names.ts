import { nearestName } from '@certbridge/plain-text';

const mostListed = 20;

/** Returns whether two names are the same, letter case and blanks around them aside. */
export function isSameName(first: string, second: string): boolean {
  return foldName(first) === foldName(second);
}

/** Lists names, of many the first ones. */
export function listNames(names: readonly string[]): string {
  if (names.length <= mostListed) return names.join(', ');
  return `${names.slice(0, mostListed).join(', ')} and ${names.length - mostListed} more`;
}

/** Says which names there are, at least one; of many the first ones. */
export function listAll(names: readonly string[]): string {
  return `There ${names.length === 1 ? 'is only' : 'are'} ${listNames(names)}.`;
}

/** Suggests the nearest of the names, or lists them all where none is near. */
export function suggestName(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  return nearest === undefined ? listAll(names) : `Did you mean ${nearest}?`;
}

function foldName(name: string): string {
  return name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}
