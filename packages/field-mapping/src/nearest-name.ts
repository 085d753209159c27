import { nearestName as findNearestName } from '@certbridge/plain-text';
import { ArgumentError } from './argument-error.ts';
import { isTexts } from './check-arguments.ts';

/**
 * Finds the candidate with the fewest edits, ignoring case: at most a third of the name's length, and three.
 *
 * If none is that close, the closest that shortens or lengthens the name in one place: `serialNumber` for `serialNo`.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  if (typeof name !== 'string') throw new ArgumentError('Argument 1 of nearestName must be text.');
  if (typeof candidates?.[Symbol.iterator] !== 'function')
    throw new ArgumentError('Argument 2 of nearestName must be a list of texts.');
  const names = [...candidates];
  if (!isTexts(names)) throw new ArgumentError('Argument 2 of nearestName must be a list of texts.');
  return findNearestName(name, names);
}
