import type { WithRaw } from '@certbridge/rest-client';
import type { MetadataDataTypes, MetadataEnrollments } from './enumerations.ts';

/** The definition of a metadata field. Unknown properties are under `raw`, and sent back by an update. [Command 25.1, "Metadata Fields"] */
export interface MetadataField extends WithRaw {
  readonly Id: number;
  /** "" if the server doesn't send it. */
  readonly Name: string;
  readonly Description?: string | null | undefined;
  /** See `MetadataDataTypes`; 0 if the server doesn't send it. */
  readonly DataType: number;
  /** Shown in empty input boxes. */
  readonly Hint?: string | null | undefined;
  /** .NET regular expression, for data type String only. */
  readonly Validation?: string | null | undefined;
  /** See `MetadataEnrollments`. */
  readonly Enrollment?: number | null | undefined;
  /** Shown if `Validation` fails. */
  readonly Message?: string | null | undefined;
  /** The choices, joined by commas. */
  readonly Options?: string | null | undefined;
  readonly DefaultValue?: string | null | undefined;
  readonly DisplayOrder?: number | null | undefined;
  /** Whether `Validation` is case-sensitive. */
  readonly CaseSensitive?: boolean | null | undefined;
  readonly ExemptFromActionedCount?: boolean | null | undefined;
}

/** A metadata field to create. Absent properties get the server's defaults. */
export interface MetadataFieldCreate {
  /** Letters, digits, dashes and underscores, at most 256; not the name of a built-in search field. */
  readonly Name: string;
  readonly Description: string;
  /** See `MetadataDataTypes`. Can't be changed later. */
  readonly DataType: (typeof MetadataDataTypes)[keyof typeof MetadataDataTypes];
  readonly Hint?: string | null | undefined;
  /** .NET regular expression, for data type String only. */
  readonly Validation?: string | null | undefined;
  /** See `MetadataEnrollments`. */
  readonly Enrollment?: (typeof MetadataEnrollments)[keyof typeof MetadataEnrollments] | undefined;
  /** Shown if `Validation` fails. */
  readonly Message?: string | null | undefined;
  /** The choices, joined by commas. */
  readonly Options?: string | null | undefined;
  readonly DefaultValue?: string | null | undefined;
  readonly DisplayOrder?: number | null | undefined;
  readonly CaseSensitive?: boolean | undefined;
  readonly ExemptFromActionedCount?: boolean | undefined;
}
