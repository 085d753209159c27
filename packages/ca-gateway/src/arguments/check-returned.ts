import { invalidArgument } from './check-values.ts';
import { kindOf, leaveAlone } from './kind-of.ts';

/**
 * Returns the value that a function of the embedding program returned. Throws an `ApiError` 'invalid-argument' unless it is true or false: a promise, and any text,
 * would count as a yes.
 */
export function checkReturned(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  leaveAlone(value);
  throw invalidArgument(`${name} must return true or false; it returned ${kindOf(value)}.`);
}
