import {
  type EntriesOf,
  exactNumberSchema,
  parsedObject,
  tolerant,
  type WithRaw,
} from '@certbridge/rest-client';
import * as v from 'valibot';
import { withKnownNames } from './known-names.ts';

/**
 * Optional text, number or flag, absent or null. A value of another type is dropped instead of failing the record, because
 * nothing depends on it.
 */
export const text = tolerant(v.nullish(v.string()));
/** See {@link text}. */
export const number = tolerant(v.nullish(exactNumberSchema));
/** See {@link text}. */
export const flag = tolerant(v.nullish(v.boolean()));

/** Optional text that must be text if present. */
export const neededText = v.nullish(v.string());

/** Decodes an object from Command. Matches known properties ignoring case; unknown ones are under `raw`. */
export function commandObject<T extends WithRaw>(entries: EntriesOf<T>) {
  const named = withKnownNames(Object.keys(entries));
  // An array would pass as an object without any of the properties.
  const toObject = (document: unknown) => (Array.isArray(document) ? undefined : named(document));
  return v.pipe(v.unknown(), v.transform(toObject), parsedObject<T>(entries));
}

/** Decodes an optional list of objects. */
export function listOf<T extends WithRaw>(entries: EntriesOf<T>) {
  return tolerant(v.nullish(v.array(commandObject<T>(entries))));
}
