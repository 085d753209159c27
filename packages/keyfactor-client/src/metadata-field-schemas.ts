import { idSchema } from '@certbridge/rest-client';
import * as v from 'valibot';
import { commandObject } from './command-object.ts';

// Definitions are sent back as they were read, and a missing property would be reset: drop nothing.
const text = v.nullish(v.string());
const number = v.nullish(v.number());
const flag = v.nullish(v.boolean());

/** Decodes the definition of a metadata field. Unknown properties are kept, so that they can be sent back. */
export const MetadataFieldSchema = commandObject({
  Id: idSchema,
  Name: v.nullish(v.string(), ''),
  Description: text,
  /** See `MetadataDataTypes`; 0 if the server doesn't send it. */
  DataType: v.nullish(v.number(), 0),
  Hint: text,
  Validation: text,
  /** See `MetadataEnrollments`. */
  Enrollment: number,
  Message: text,
  /** The choices, joined by commas. */
  Options: text,
  DefaultValue: text,
  DisplayOrder: number,
  CaseSensitive: flag,
  ExemptFromActionedCount: flag,
});
/** The definition of a metadata field. */
export type MetadataField = v.InferOutput<typeof MetadataFieldSchema>;

/** A metadata field to create. Absent properties get the server's defaults. */
export interface MetadataFieldCreate {
  /** Letters, digits, dashes and underscores, at most 256; not the name of a built-in search field. */
  readonly Name: string;
  readonly Description: string;
  /** See `MetadataDataTypes`. Can't be changed later. */
  readonly DataType: number;
  readonly Hint?: string | null;
  /** .NET regular expression, for data type String only. */
  readonly Validation?: string | null;
  /** See `MetadataEnrollments`. */
  readonly Enrollment?: number;
  /** Shown if `Validation` fails. */
  readonly Message?: string | null;
  /** The choices, joined by commas. */
  readonly Options?: string | null;
  readonly DefaultValue?: string | null;
  readonly DisplayOrder?: number | null;
  readonly CaseSensitive?: boolean;
  readonly ExemptFromActionedCount?: boolean;
}
