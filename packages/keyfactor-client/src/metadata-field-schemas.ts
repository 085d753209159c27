import { idSchema } from '@certbridge/rest-client';
import * as v from 'valibot';
import { commandObject } from './command-object.ts';
import type { MetadataField } from './metadata-field.ts';

// Definitions are sent back as they were read, and a missing property would be reset: drop nothing.
const text = v.nullish(v.string());
const number = v.nullish(v.number());
const flag = v.nullish(v.boolean());

/** Decodes the definition of a metadata field. */
export const MetadataFieldSchema = commandObject<MetadataField>({
  Id: idSchema,
  Name: v.nullish(v.string(), ''),
  Description: text,
  DataType: v.nullish(v.number(), 0),
  Hint: text,
  Validation: text,
  Enrollment: number,
  Message: text,
  Options: text,
  DefaultValue: text,
  DisplayOrder: number,
  CaseSensitive: flag,
  ExemptFromActionedCount: flag,
});
