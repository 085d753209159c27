import { exactNumberSchema, tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import { withoutEmptyValues } from './without-empty-values.ts';

// Keys that no decision hangs on: a value of another kind is left out, and the record is read.
export const text = tolerant(v.optional(v.string()));
export const number = tolerant(v.optional(exactNumberSchema));
export const flag = tolerant(v.optional(v.boolean()));
export const texts = tolerant(v.optional(v.array(v.string())));

/** Text that is needed where the key is there. */
export const neededText = v.optional(v.string());
/** Text that a server may leave empty; that its key is there is checked by `documentOf`. */
export const requiredText = v.optional(v.string(), '');

/**
 * Decodes a response by a schema, after which keys without a value (null, "") are absent. The document, or each row of
 * a list, must have the given keys, with or without a value: without them it is a document of another kind.
 */
export function documentOf<const TSchema extends v.GenericSchema>(
  schema: TSchema,
  ...keys: readonly string[]
) {
  return v.pipe(v.unknown(), presentKeys(...keys), v.transform(withoutEmptyValues), schema);
}

/** Checks that a document, or each row of a list, has the given keys. */
export function presentKeys(...keys: readonly string[]) {
  return v.rawCheck<unknown>(({ dataset: { value: document }, addIssue }) => {
    if (keys.length === 0) return;
    const rows: readonly unknown[] = Array.isArray(document) ? document : [document];
    for (const [index, row] of rows.entries()) {
      if (typeof row !== 'object' || row === null) continue;
      for (const key of keys.filter((name) => !Object.hasOwn(row, name))) {
        const input = row as Record<string, unknown>;
        const inRow = { type: 'object', origin: 'value', input, key, value: undefined } as const;
        const inList = { type: 'array', origin: 'value', input: [...rows], key: index, value: row } as const;
        const path: [v.IssuePathItem, ...v.IssuePathItem[]] = Array.isArray(document)
          ? [inList, inRow]
          : [inRow];
        addIssue({ message: 'The key is missing.', expected: 'a value', path });
      }
    }
  });
}
