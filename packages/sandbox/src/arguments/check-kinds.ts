import { ArgumentError } from './argument-error.ts';
import { isRecord, offerRecord } from './check-records.ts';
import { askForNearest } from './nearest-name.ts';

type Kind =
  | 'text'
  | 'number'
  | 'flag'
  | 'object'
  | 'list'
  | 'texts'
  | 'numbers'
  | 'values'
  | 'text or null'
  | 'number or null';

/** What a property may hold, with `?` if it may be absent. Choices and objects may be absent unless they are `needed`. */
export type Property = Kind | `${Kind}?` | Composed | { readonly needed: Composed };
type Composed = readonly (string | number)[] | { readonly [name: string]: Property };

/** What an argument must be; of an object its properties. */
export type Taken = 'text' | 'number' | Readonly<Record<string, Property>>;

/** What each function that takes something takes. Complete by its type, so that an unknown property is one that nothing reads. */
export type TakenBy<T> = {
  readonly [TName in keyof T as T[TName] extends () => unknown
    ? never
    : T[TName] extends (...given: never) => unknown
      ? TName
      : never]: T[TName] extends (...given: infer TGiven) => unknown
    ? { readonly [TIndex in keyof TGiven]: TakenAs<TGiven[TIndex]> }
    : never;
};

type TakenAs<T> = T extends string
  ? 'text'
  : T extends number
    ? 'number'
    : { readonly [TKey in keyof T]-?: Property };

const kinds: Readonly<Record<Kind, { is: (value: unknown) => boolean; expected: string }>> = {
  text: { is: isText, expected: 'text' },
  number: { is: isNumber, expected: 'a number' },
  flag: { is: (value) => typeof value === 'boolean', expected: 'true or false' },
  object: { is: isRecord, expected: 'an object' },
  list: { is: Array.isArray, expected: 'a list' },
  texts: { is: (value) => Array.isArray(value) && value.every(isText), expected: 'a list of texts' },
  numbers: { is: (value) => Array.isArray(value) && value.every(isNumber), expected: 'a list of numbers' },
  values: {
    is: (value) => isRecord(value) && Object.values(value).every((each) => each === null || isText(each)),
    expected: 'an object of texts or null',
  },
  'text or null': { is: (value) => value === null || isText(value), expected: 'text or null' },
  'number or null': { is: (value) => value === null || isNumber(value), expected: 'a number or null' },
};

/** Throws an `ArgumentError` that names the argument, or the property of one, which is missing, unknown or of the wrong kind. */
export function checkKinds(given: readonly unknown[], takes: readonly Taken[], of: string): void {
  for (const [index, taken] of takes.entries()) {
    const name = `Argument ${index + 1} of ${of}`;
    const value = given[index];
    if (typeof taken === 'string') checkProperty(value, taken, name);
    else if (isRecord(value)) checkProperties(value, taken, name);
    else throw new ArgumentError(`${name} must be an object.${offerRecord(value) || listNeeded(taken)}`);
  }
}

function checkProperties(object: object, taken: Readonly<Record<string, Property>>, name: string): void {
  const known = Object.keys(taken);
  for (const key of known.filter((each) => isNeeded(taken[each]))) {
    if (Reflect.get(object, key) === undefined)
      checkProperty(undefined, taken[key] ?? 'text', `${name}, under ${key},`);
  }
  for (const key of Object.keys(object)) {
    if (Object.hasOwn(taken, key)) continue;
    const remedy = askForNearest(key, known) || ` There are ${known.join(', ')}.`;
    throw new ArgumentError(`${name} has an unknown property, ${key}.${remedy}`);
  }
  for (const [key, property] of Object.entries(taken)) {
    checkProperty(Reflect.get(object, key), property, `${name}, under ${key},`);
  }
}

function checkProperty(value: unknown, property: Property, name: string): void {
  if (value === undefined && !isNeeded(property)) return;
  if (typeof property === 'string') {
    const { is, expected } = kinds[property.replace('?', '') as Kind];
    if (!is(value)) throw new ArgumentError(`${name} must be ${expected}.`);
    return;
  }
  const composed = 'needed' in property ? (property.needed as Composed) : property;
  if (isChoice(composed)) {
    if (composed.includes(value as never)) return;
    throw new ArgumentError(
      `${name} must be one of ${composed.join(', ')}.${askForNearest(value, composed)}`,
    );
  }
  if (!isRecord(value)) throw new ArgumentError(`${name} must be an object.`);
  checkProperties(value, composed, name);
}

function isNeeded(property: Property | undefined): boolean {
  return typeof property === 'string'
    ? !property.endsWith('?')
    : property !== undefined && 'needed' in property;
}

function isChoice(composed: Composed): composed is readonly (string | number)[] {
  return Array.isArray(composed);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isNumber(value: unknown): boolean {
  return Number.isFinite(value);
}

function listNeeded(taken: Readonly<Record<string, Property>>): string {
  const needed = Object.keys(taken).filter((name) => isNeeded(taken[name]));
  return needed.length === 0 ? '' : ` It needs ${needed.join(', ')}.`;
}
