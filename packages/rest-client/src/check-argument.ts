import {
  isRecord,
  listKnown,
  nearestName,
  offerExports,
  offerRecord,
  plainText,
  recordNoun,
} from '@certbridge/plain-text';
import { ApiError } from './api-error.ts';
import type { AnyShape, ArgumentsOf, ObjectArgument, PropertyKind } from './argument-shape.ts';

/** Where an argument is, for messages. */
export interface ArgumentPlace {
  /** The function that has it: `certificates.get`. Absent where the noun says enough. */
  readonly of?: string | undefined;
  /** The argument itself: `http`. */
  readonly name: string;
  /** Properties of objects in the argument that its shape doesn't look into, by the name of the object; offered for one that was given at the top level. */
  readonly inside?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Display name of the system. */
  readonly system?: string | undefined;
  /** Makes the error of a sentence; an `ApiError` 'invalid-argument' without it. */
  readonly refuse?: ((problem: string) => Error) | undefined;
}

/**
 * Throws an `ApiError` 'invalid-argument', or what `refuse` makes, unless an argument is an object of the properties that its shape has, each of its kind.
 * An unknown one would be ignored silently; the message names it and the nearest known one. No value is ever in a message.
 */
export function checkArgument(
  argument: unknown,
  { noun, required, shape }: ObjectArgument<object>,
  {
    of,
    name,
    inside = {},
    system,
    refuse = (problem) => new ApiError(problem, { code: 'invalid-argument', system }),
  }: ArgumentPlace,
): void {
  if (argument === undefined && !required) return;
  if (!isRecord(argument)) {
    const remedy = argument === undefined ? listNeeded(shape as AnyShape) : offerRecord(argument);
    throw refuse(`${name} must be ${recordNoun(argument)} of ${pluralOf(noun)}.${remedy}`);
  }
  checkProperties(argument, shape as AnyShape, {
    prefix: '',
    noun,
    inside,
    fail: (property, problem) =>
      refuse(`The ${noun} ${property}${of === undefined ? '' : ` of ${of}`} ${problem}`),
  });
}

/** Checks the arguments of each call before it is made; see {@link checkArgument}. A call that lists throws at once, any other rejects. */
export function checkCalls<T extends object>(
  calls: T,
  argumentsOf: ArgumentsOf<T>,
  {
    of,
    lists = [],
    ...place
  }: Omit<ArgumentPlace, 'name'> & { readonly of: string; readonly lists?: readonly (keyof T)[] },
): T {
  const checked = Object.entries(calls).map(([key, call]) => {
    const takes = argumentsOf[key as keyof T] as readonly (ObjectArgument<object> | null)[];
    const where = `${of}.${key}`;
    const check = (given: readonly unknown[]) => {
      for (const [index, argument] of takes.entries()) {
        const name = `Argument ${index + 1} of ${where}`;
        if (argument !== null) checkArgument(given[index], argument, { ...place, of: where, name });
      }
    };
    if (lists.includes(key as keyof T)) {
      const listing = (...given: readonly unknown[]) => {
        check(given);
        return call(...given);
      };
      return [key, listing];
    }
    const calling = async (...given: readonly unknown[]) => {
      check(given);
      return await call(...given);
    };
    return [key, calling];
  });
  return Object.fromEntries(checked);
}

interface Naming {
  /** Properties that lead to the object: `auth.`. */
  readonly prefix: string;
  /** What its properties are. */
  readonly noun: string;
  readonly inside?: ArgumentPlace['inside'];
  readonly fail: (property: string, problem: string) => Error;
}

function checkProperties(object: object, shape: AnyShape, { prefix, noun, inside = {}, fail }: Naming): void {
  for (const name of Object.keys(object)) {
    if (Object.hasOwn(shape, name)) continue;
    const names = Object.keys(shape);
    const within = (find: Finder) => findInside(name, { shape, inside, prefix, find });
    const meant = within(sameName) ?? nearestName(name, names) ?? within(nearestName);
    const offer = meant === undefined ? listKnown(names, noun) : `Did you mean ${meant}?`;
    const remedy = offerExports(object, name) || ` ${offer}`;
    throw fail(prefix + plainText(name, { maxLength: 50 }), `is unknown.${remedy}`);
  }
  // No list of entries: this runs for each call.
  for (const name in shape) {
    const kind = shape[name] as AnyShape[string];
    const value = (object as Record<string, unknown>)[name];
    if (typeof kind === 'object') {
      if (value === undefined) continue;
      if (!isRecord(value)) throw fail(prefix + name, `must be ${recordNoun(value)}.${offerRecord(value)}`);
      checkProperties(value, kind, { prefix: `${prefix}${name}.`, noun, fail });
      continue;
    }
    const problem = problemOf(value, kind);
    if (problem !== undefined) throw fail(prefix + name, problem);
  }
}

const expectations: Readonly<
  Record<string, { is: (value: unknown) => boolean; expected: string } | undefined>
> = {
  text: { is: (value) => typeof value === 'string', expected: 'text' },
  flag: { is: (value) => typeof value === 'boolean', expected: 'true or false' },
  'text or null': { is: (value) => value === null || typeof value === 'string', expected: 'text or null' },
  'flag or null': {
    is: (value) => value === null || typeof value === 'boolean',
    expected: 'true, false or null',
  },
  list: { is: Array.isArray, expected: 'a list' },
  texts: { is: isTexts, expected: 'a list of texts' },
  function: { is: (value) => typeof value === 'function', expected: 'a function' },
  signal: { is: (value) => value instanceof AbortSignal, expected: 'an AbortSignal' },
  object: { is: isRecord, expected: 'an object' },
  implemented: { is: (value) => typeof value === 'object' && value !== null, expected: 'an object' },
};

/** A hole in a list, which `every` would pass over, is not text. */
function isTexts(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  for (const item of value) if (typeof item !== 'string') return false;
  return true;
}

function problemOf(value: unknown, kind: PropertyKind): string | undefined {
  if (value === undefined) return kind.endsWith('?') ? undefined : 'is missing.';
  const expectation = expectations[kind.endsWith('?') ? kind.slice(0, -1) : kind];
  if (expectation === undefined || expectation.is(value)) return undefined;
  if (expectation.is === isRecord) return `must be ${recordNoun(value)}.${offerRecord(value)}`;
  return `must be ${expectation.expected}.`;
}

type Finder = (name: string, names: readonly string[]) => string | undefined;

/** Finds a name that is spelled exactly so. */
const sameName: Finder = (name, names) => names.find((each) => each === name);

/** Finds the property of an object inside that was given at the top level: `http.retries` for `retries`. */
function findInside(
  name: string,
  {
    shape,
    inside,
    prefix,
    find,
  }: {
    readonly shape: AnyShape;
    readonly inside: Readonly<Record<string, readonly string[]>>;
    readonly prefix: string;
    readonly find: Finder;
  },
): string | undefined {
  const nested = Object.entries(shape).flatMap(([key, kind]) =>
    typeof kind === 'object' ? [[key, Object.keys(kind)] as const] : [],
  );
  for (const [key, names] of [...nested, ...Object.entries(inside)]) {
    const found = find(name, names);
    if (found !== undefined) return `${prefix}${key}.${found}`;
  }
  return undefined;
}

/** Lists the properties that can't be left out, for somebody who gives nothing; begins with a blank. */
function listNeeded(shape: AnyShape): string {
  const needed = Object.keys(shape).filter((name) => {
    const kind = shape[name];
    return typeof kind === 'string' && !kind.endsWith('?');
  });
  return needed.length === 0 ? '' : ` It needs ${needed.join(', ')}.`;
}

function pluralOf(noun: string): string {
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
