import { isRecord, offerRecord } from '@certbridge/plain-text';
import * as v from 'valibot';
import { ApiError } from './api-error.ts';

/** Keys of a response that the documentation of its API doesn't have, with their values as received. */
export type RawKeys = Readonly<Record<string, unknown>>;

/** What a decoded object has in addition to its documented keys. */
export interface WithRaw {
  /** Keys that aren't documented, as received; absent where there are none. */
  readonly raw?: RawKeys | undefined;
}

/**
 * The schema of each key of a type, so that schema and type can't drift apart: a key that only one of them has doesn't compile,
 * nor a schema that gives another type. `TAdded` are keys that aren't part of the document.
 */
export type EntriesOf<T, TAdded extends keyof T = never> = {
  readonly [TKey in Exclude<keyof T, 'raw' | TAdded>]: v.GenericSchema<unknown, T[TKey]>;
};

/** Decodes a `T`. */
export interface ParsedObjectSchema<T, TAdded extends keyof T = never>
  extends v.BaseSchema<unknown, T, v.BaseIssue<unknown>> {
  /** The schemas of the documented keys. */
  readonly entries: EntriesOf<T, TAdded>;
}

/**
 * Decodes objects that were just parsed and aren't shared: checks and transforms their values in place. Building each
 * object of a long list anew would be most of the cost of decoding it. Only an object with keys that aren't in `entries`, or
 * whose values are dropped, is built anew, without them: the former are under `raw`, the latter are listed by {@link droppedKeysOf}.
 * Throws an `ApiError` 'invalid-argument' for entries that aren't schemas.
 */
export function parsedObject<T extends WithRaw, TAdded extends keyof T = never>(
  entries: EntriesOf<T, TAdded>,
): ParsedObjectSchema<T, TAdded> {
  checkEntries(entries);
  const schema = v.looseObject(entries as v.ObjectEntries);
  const known = new Map(Object.entries(entries as v.ObjectEntries));
  // An absent key is nothing to look at only where it may be absent and has no default.
  const needed = [...known].filter(([, entry]) => !mayBeAbsent(entry)).map(([key]) => key);
  const run = schema['~run'].bind(schema);
  const build: typeof run = (dataset, config) => {
    const result = run(dataset, config);
    if (result.issues !== undefined) return result;
    const isWhole = Object.entries(result.value).every(
      ([key, value]) => known.has(key) && value !== undefined,
    );
    if (!isWhole) result.value = rebuilt(result.value, known);
    return result;
  };
  const decode: typeof run = (dataset, config) => {
    const { value: object } = dataset;
    if (!isObject(object) || !needed.every((key) => Object.hasOwn(object, key)))
      return build(dataset, config);
    let isWhole = true;
    for (const key in object) {
      const entry = known.get(key);
      if (entry === undefined) {
        isWhole = false;
        continue;
      }
      const given = object[key];
      const result = entry['~run']({ value: given }, config);
      // The library itself tells best what is wrong.
      if (result.issues !== undefined || !result.typed) return build(dataset, config);
      if (result.value === given) continue;
      object[key] = result.value;
      if (result.value === undefined) isWhole = false;
    }
    return { typed: true, value: isWhole ? object : rebuilt(object, known) } as ReturnType<typeof run>;
  };
  return Object.assign(schema, { '~run': decode }) as unknown as ParsedObjectSchema<T, TAdded>;
}

function checkEntries(entries: unknown): void {
  const isSchema = (entry: unknown) =>
    typeof (entry as Partial<v.GenericSchema> | null)?.['~run'] === 'function';
  if (isRecord(entries) && Object.values(entries).every(isSchema)) return;
  const message = `Argument 1 of parsedObject must be an object of schemas.${offerRecord(entries)}`;
  throw new ApiError(message, { code: 'invalid-argument' });
}

const dropped = new WeakMap<object, readonly string[]>();
const none: readonly string[] = [];

/** Returns the keys of a decoded object whose values were dropped because of their type. */
export function droppedKeysOf(object: object): readonly string[] {
  return dropped.get(object) ?? none;
}

/** Moves unknown keys to `raw`, and leaves out those without a value: JSON has no undefined, so it was dropped. */
function rebuilt<T extends Record<string, unknown>>(object: T, known: ReadonlyMap<string, unknown>): T {
  const own: Record<string, unknown> = {};
  const raw: Record<string, unknown> = {};
  const left: string[] = [];
  for (const key of Object.keys(object)) {
    if (known.has(key)) {
      if (object[key] === undefined) left.push(key);
      else own[key] = object[key];
    }
    // An assignment to it makes no key.
    else if (key === '__proto__') Object.defineProperty(raw, key, { value: object[key], enumerable: true });
    else raw[key] = object[key];
  }
  if (left.length > 0) dropped.set(own, left);
  if (Object.keys(raw).length > 0) own.raw = raw;
  return own as T;
}

function mayBeAbsent(entry: v.ObjectEntries[string]): boolean {
  return (
    (entry.type === 'optional' || entry.type === 'nullish') &&
    !('default' in entry && entry.default !== undefined)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
