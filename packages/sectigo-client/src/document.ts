import * as v from 'valibot';
import { withoutEmptyValues } from './without-empty-values.ts';

export const text = v.optional(v.string());
/** Text that is always there, though a server may leave it empty. */
export const requiredText = v.optional(v.string(), '');
export const number = v.optional(v.number());
export const flag = v.optional(v.boolean());
export const texts = v.optional(v.array(v.string()));

/** Decodes an answer by a schema, after which keys without a value (null, "") are absent. */
export function documentOf<const TSchema extends v.GenericSchema>(schema: TSchema) {
  return v.pipe(v.unknown(), v.transform(withoutEmptyValues), schema);
}
