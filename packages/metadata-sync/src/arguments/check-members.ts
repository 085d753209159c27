import { invalidArgument } from './invalid-argument.ts';

/** An argument that somebody else implements. */
interface Implemented {
  /** The argument, at the beginning of a sentence: `The option store of runMetadataSync`. */
  readonly name: string;
  /** What it must be, with where to get one: `a store, from await openStateStore(…)`. */
  readonly is: string;
  /** The functions that are called, with the objects that lead to them: `certificates.get`. */
  readonly members: readonly string[];
}

/** Throws an `ApiError` 'invalid-argument' unless an object has the functions that are called later on. */
export function checkMembers(object: unknown, { name, is, members }: Implemented): void {
  const lacking = members.find((member) => typeof memberOf(object, member) !== 'function');
  if (lacking === undefined) return;
  throw invalidArgument(`${name} must be ${is}; it has no ${lacking}.`);
}

function memberOf(object: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    const isObject = typeof value === 'object' && value !== null;
    return isObject ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  }, object);
}
