import type * as v from 'valibot';

/** The schema of each key of a type, so that a key that only one of them has doesn't compile. */
export type EntriesFor<T> = { readonly [TKey in keyof T]-?: v.GenericSchema<unknown, T[TKey]> };
