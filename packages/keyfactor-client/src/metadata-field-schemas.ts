import * as v from 'valibot';
import { withKnownNames } from './known-names.ts';

const text = v.nullish(v.string());

const entries = {
  Id: v.number(),
  Name: v.nullish(v.string(), ''),
  Description: text,
  /** 1 String, 2 Integer, 3 Date, 4 Boolean, 5 Multiple choice, 6 Big text, 7 Email. */
  DataType: v.number(),
  Hint: text,
  Validation: text,
  /** 0 optional, 1 required, 2 hidden. */
  Enrollment: v.nullish(v.number()),
  Message: text,
  /** The choices, joined by commas. */
  Options: text,
  DefaultValue: text,
  DisplayOrder: v.nullish(v.number()),
  CaseSensitive: v.nullish(v.boolean()),
  ExemptFromActionedCount: v.nullish(v.boolean()),
};

/** Decodes the definition of a metadata field. Unknown properties stay, so that they can be sent back. */
export const MetadataFieldSchema = v.pipe(
  v.unknown(),
  v.transform(withKnownNames(Object.keys(entries))),
  v.looseObject(entries),
);
export type MetadataField = v.InferOutput<typeof MetadataFieldSchema>;

/** What a new metadata field is made of; what is absent gets the server's default. */
export interface MetadataFieldCreate {
  /** Letters, digits, dash and underscore. */
  readonly Name: string;
  readonly Description: string;
  readonly DataType: number;
  readonly Hint?: string | null;
  readonly Validation?: string | null;
  readonly Enrollment?: number;
  readonly Message?: string | null;
  readonly Options?: string | null;
  readonly DefaultValue?: string | null;
  readonly DisplayOrder?: number | null;
  readonly CaseSensitive?: boolean;
}
