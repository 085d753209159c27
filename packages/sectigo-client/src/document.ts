import { exactNumberSchema, tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import { withoutEmptyValues } from './without-empty-values.ts';

// Optional values. Nothing depends on them, so a value of another type is dropped instead of failing the record.
/** Optional text. */
export const text = tolerant(v.optional(v.string()));
/** Optional number. */
export const number = tolerant(v.optional(exactNumberSchema));
/** Optional boolean. */
export const flag = tolerant(v.optional(v.boolean()));
/** Optional list of texts. */
export const texts = tolerant(v.optional(v.array(v.string())));

/** Text that the server may leave empty; {@link documentOf} checks that the key is present. */
export const requiredText = v.optional(v.string(), '');

/**
 * Decodes a response by a schema. Keys without a value (null, "") become absent. The document, or each row of a list, must
 * have the given keys, with or without a value; otherwise it is some other document.
 */
export function documentOf<const TSchema extends v.GenericSchema>(
  schema: TSchema,
  ...keys: readonly string[]
) {
  return v.pipe(v.unknown(), presentKeys(...keys), v.transform(withoutEmptyValues), schema);
}

/** Creates a check that a document, or each row of a list, has the given keys. */
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
