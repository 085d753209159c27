import type { EntriesOf } from '@certbridge/rest-client';
import * as v from 'valibot';

/** The valibot schema of a document, or of a part of one. */
export interface DocumentSchema<T> extends v.BaseSchema<unknown, T, v.BaseIssue<unknown>> {
  /** The schema of each key. */
  readonly entries: EntriesOf<T>;
}

/** Makes the schema of a named type, so that the two can't drift apart: a key that only one of them has doesn't compile. */
export function documentSchema<T extends object>(entries: EntriesOf<T>): DocumentSchema<T> {
  return v.object(entries as v.ObjectEntries) as unknown as DocumentSchema<T>;
}
