import { nearestName } from './nearest-name.ts';

/** No name is longer, and comparing takes time by the product of the lengths. */
const maxLength = 100;

/**
 * Offers the nearest of some names, to append to a sentence: ` Did you mean status?` Empty where none is near, or the value is no
 * name at all. `show` writes the name in another way than it is compared.
 */
export function didYouMean(
  value: unknown,
  names: Iterable<string>,
  show = (name: string): string => name,
): string {
  if (typeof value !== 'string' || value.length > maxLength) return '';
  const nearest = nearestName(value, names);
  return nearest === undefined ? '' : ` Did you mean ${show(nearest)}?`;
}

/** Says which values are allowed, as the end of a sentence: `must be one of ssl, smime. Did you mean ssl?` */
export function mustBeOneOf(value: unknown, allowed: readonly (string | number)[]): string {
  const choice = allowed.length === 1 ? '' : 'one of ';
  return `must be ${choice}${allowed.join(', ')}.${didYouMean(value, allowed.map(String))}`;
}
