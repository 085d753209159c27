import { exactNumberSchema, parsedObject, tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import { withKnownNames } from './known-names.ts';

/**
 * Texts, numbers and flags as Command sends them: absent, null and a value are all right. No decision hangs on them: a value
 * of another kind is left out, and the record is read.
 */
export const text = tolerant(v.nullish(v.string()));
export const number = tolerant(v.nullish(exactNumberSchema));
export const flag = tolerant(v.nullish(v.boolean()));

/** Text that is needed where it is there. */
export const neededText = v.nullish(v.string());

/** Decodes an object of Command: known properties in any letter case, unknown ones as they came. */
export function commandObject<const Entries extends v.ObjectEntries>(entries: Entries) {
  const named = withKnownNames(Object.keys(entries));
  // A list would pass for an object without any of the properties.
  const toObject = (document: unknown) => (Array.isArray(document) ? undefined : named(document));
  return v.pipe(v.unknown(), v.transform(toObject), parsedObject(entries));
}

/** Decodes a list that may be absent or null. */
export function listOf<const Entries extends v.ObjectEntries>(entries: Entries) {
  return tolerant(v.nullish(v.array(commandObject(entries))));
}
