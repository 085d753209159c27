import { ArgumentError } from './argument-error.ts';
import { isRecord, offerRecord } from './check-records.ts';

type Kind = 'text' | 'number' | 'object' | 'list';

/** What an argument must be; of an object the properties that it must have. */
export type Taken = Kind | Readonly<Record<string, Kind>>;

/** What each function that takes something takes. */
export type TakenBy<T> = {
  readonly [TName in keyof T as T[TName] extends () => unknown
    ? never
    : T[TName] extends (...given: never) => unknown
      ? TName
      : never]: T[TName] extends (...given: infer TGiven) => unknown
    ? { readonly [TIndex in keyof TGiven]: TakenAs<TGiven[TIndex]> }
    : never;
};

type TakenAs<T> = T extends string ? 'text' : T extends number ? 'number' : Readonly<Record<string, Kind>>;

const kinds: Readonly<Record<Kind, { is: (value: unknown) => boolean; expected: string }>> = {
  text: { is: (value) => typeof value === 'string', expected: 'text' },
  number: { is: (value) => typeof value === 'number', expected: 'a number' },
  object: { is: isRecord, expected: 'an object' },
  list: { is: Array.isArray, expected: 'a list' },
};

/** Throws an `ArgumentError` that names the argument, or the property of one, which is missing or of the wrong kind. */
export function checkKinds(given: readonly unknown[], takes: readonly Taken[], of: string): void {
  for (const [index, taken] of takes.entries()) {
    const name = `Argument ${index + 1} of ${of}`;
    const value = given[index];
    if (typeof taken === 'string') {
      checkKind(value, taken, name);
      continue;
    }
    if (!isRecord(value))
      throw new ArgumentError(`${name} must be an object.${offerRecord(value) || listNeeded(taken)}`);
    for (const [key, kind] of Object.entries(taken))
      checkKind(Reflect.get(value, key), kind, `${name}, under ${key},`);
  }
}

function checkKind(value: unknown, kind: Kind, name: string): void {
  const { is, expected } = kinds[kind];
  if (!is(value)) throw new ArgumentError(`${name} must be ${expected}.`);
}

function listNeeded(taken: Readonly<Record<string, Kind>>): string {
  const needed = Object.keys(taken);
  return needed.length === 0 ? '' : ` It needs ${needed.join(', ')}.`;
}
