import { invalidArgument } from './invalid-argument.ts';

/** What an argument that is to be shown must have. */
interface Shown<T> {
  /** At the beginning of a sentence: `Argument 1 of renderRun`. */
  readonly name: string;
  /** What it is, with where to get one: `a run, as store.listRuns(…) gives it`. */
  readonly is: string;
  /** Properties that are text. */
  readonly texts: readonly (keyof T & string)[];
  /** Properties that are lists, or objects of others. */
  readonly objects?: readonly (keyof T & string)[];
  /** Properties that are objects or null. */
  readonly orNull?: readonly (keyof T & string)[];
}

/** Throws an `ApiError` 'invalid-argument' unless it is an object with the properties that are shown. */
export function checkShown<T extends object>(
  value: T,
  { name, is, texts, objects = [], orNull = [] }: Shown<T>,
): void {
  const given: Partial<T> | null | undefined = value;
  const isShown =
    texts.every((key) => typeof given?.[key] === 'string') &&
    objects.every((key) => typeof given?.[key] === 'object' && given[key] !== null) &&
    orNull.every((key) => typeof given?.[key] === 'object');
  if (!isShown) throw invalidArgument(`${name} must be ${is}.`);
}

/** Throws an `ApiError` 'invalid-argument' unless it is a function that shows a time. */
export function checkTime(time: unknown, of: string): void {
  if (typeof time !== 'function')
    throw invalidArgument(`Argument 2 of ${of} must be a function that shows a time.`);
}
