import { parsedObject } from '@certbridge/rest-client';
import * as v from 'valibot';
import { withKnownNames } from './known-names.ts';

/** Texts, numbers and flags as Command sends them: absent, null and a value are all right. */
export const text = v.nullish(v.string());
export const number = v.nullish(v.number());
export const flag = v.nullish(v.boolean());

/** Decodes an object of Command: known properties in any letter case, unknown ones as they came. */
export function commandObject<const Entries extends v.ObjectEntries>(entries: Entries) {
  const named = withKnownNames(Object.keys(entries));
  // A list would pass for an object without any of the properties.
  const toObject = (document: unknown) => (Array.isArray(document) ? undefined : named(document));
  return v.pipe(v.unknown(), v.transform(toObject), parsedObject(entries));
}

/** Decodes a list that may be absent or null. */
export function listOf<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.nullish(v.array(commandObject(entries)));
}
