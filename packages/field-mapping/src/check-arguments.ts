import {
  isRecord,
  listKnown,
  nearestName,
  offerExports,
  offerRecord,
  plainText,
} from '@certbridge/plain-text';
import { ArgumentError } from './argument-error.ts';

/** Which argument it is: `Argument 1 of fitMetadataValue`. */
interface ArgumentPlace {
  /** The function that has it. */
  readonly of: string;
  /** Its place, from 1. */
  readonly argument?: number;
}

/** What an option may be. */
interface OptionRule {
  readonly is: (value: unknown) => boolean;
  readonly expected: string;
  /** Offers what was meant by a value that is refused. */
  readonly offer?: (value: unknown) => string;
}

/** What each option of a function may be. */
export type OptionRules<T> = { readonly [TName in keyof T]-?: OptionRule };

/** Creates the rule of an option that may be left out. */
export function optionalRule<const T extends { readonly is: (value: unknown) => boolean }>(rule: T): T {
  return { ...rule, is: (value: unknown) => value === undefined || rule.is(value) };
}

/** Throws an {@link ArgumentError} unless a value is text. */
export function checkText(value: unknown, { of, argument = 1 }: ArgumentPlace): void {
  if (typeof value !== 'string') throw wrongArgument({ of, argument }, 'text');
}

/** Throws an {@link ArgumentError} unless a value is a list of texts. */
export function checkTexts(value: unknown, { of, argument = 1 }: ArgumentPlace): void {
  if (!isTexts(value)) throw wrongArgument({ of, argument }, 'a list of texts');
}

/** Throws an {@link ArgumentError} unless a value can be iterated; a string doesn't count: it would yield characters. */
export function checkIterable(value: unknown, { of, argument = 1 }: ArgumentPlace): void {
  const isIterable = typeof value === 'object' && value !== null && Symbol.iterator in value;
  if (!isIterable) throw wrongArgument({ of, argument }, 'a list');
}

/** Throws an {@link ArgumentError} that names the option which is missing, unknown or of another kind. */
export function checkOptions<T extends object>(
  options: T,
  rules: OptionRules<T>,
  { of, argument = 2 }: ArgumentPlace,
): void {
  const given: unknown = options;
  if (!isRecord(given)) throw wrongArgument({ of, argument }, 'an object of options', offerRecord(given));
  for (const name in options)
    if (!Object.hasOwn(rules, name)) throw unknownOption(name, { of, options, rules });
  for (const name in rules) {
    const { is, expected, offer = () => '' } = rules[name];
    const value = options[name];
    if (is(value)) continue;
    throw new ArgumentError(`The option ${name} of ${of} must be ${expected}.${offer(value)}`);
  }
}

/** Creates the error for an argument of the wrong kind. */
export function wrongArgument(
  { of, argument = 1 }: ArgumentPlace,
  expected: string,
  offer = '',
): ArgumentError {
  return new ArgumentError(`Argument ${argument} of ${of} must be ${expected}.${offer}`);
}

/** Returns whether a value is a list of texts. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function unknownOption(
  name: string,
  { of, options, rules }: { readonly of: string; readonly options: object; readonly rules: object },
): ArgumentError {
  const names = Object.keys(rules);
  const nearest = nearestName(name, names);
  const offer = nearest === undefined ? listKnown(names, 'option') : `Did you mean ${nearest}?`;
  const remedy = offerExports(options, name) || ` ${offer}`;
  return new ArgumentError(`The option ${plainText(name, { maxLength: 50 })} of ${of} is unknown.${remedy}`);
}
