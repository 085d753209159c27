import {
  checkDotPath,
  DotPathError,
  formatDotPath,
  type PathShape,
  parseDotPath,
} from '@certbridge/field-mapping';
import { quoted } from '@certbridge/plain-text';
import { SslDetailsSchema } from '@certbridge/sectigo-client';
import type { FieldEntry } from './sync-settings.ts';

/** A path in the spelling of the certificate details, or what is wrong with it and what to do. */
export type ManualPathResult =
  | { readonly path: string }
  | { readonly message: string; readonly remedy: string };

/** Reads the dot path of a manual field; letter case and outer blanks of its steps don't matter. */
export function readManualPath(text: string): ManualPathResult {
  try {
    const result = checkDotPath(parseDotPath(text), detailsShape);
    if (result.ok) return { path: formatDotPath(result.path) };
    return {
      message: `${quoted(text)} is not a path of Sectigo's certificate details: ${quoted(result.segment)} is unknown there`,
      remedy:
        result.nearest === undefined
          ? 'See "Paths of manual fields" in the README for those there are.'
          : `Did you mean ${result.nearest}?`,
    };
  } catch (error) {
    if (!(error instanceof DotPathError)) throw error;
    return { message: `${quoted(text)} is not a dot path`, remedy: error.message };
  }
}

/** Gives a manual field its path in the spelling of the certificate details. */
export function withKnownPath(entry: FieldEntry): FieldEntry {
  const reading = readManualPath(entry.sectigoFieldName);
  return 'path' in reading ? { ...entry, sectigoFieldName: reading.path } : entry;
}

/** The paths that SCM's certificate details have, derived from the schema that decodes them. */
const detailsShape: PathShape = toShape(SslDetailsSchema);

/** The parts of a valibot schema that tell its shape, whichever kind of schema it is. */
interface SchemaParts {
  readonly type: string;
  readonly entries?: Readonly<Record<string, SchemaParts>>;
  readonly item?: SchemaParts;
  readonly value?: SchemaParts;
  readonly wrapped?: SchemaParts;
  readonly options?: readonly (SchemaParts | string)[];
  readonly pipe?: readonly SchemaParts[];
}

function toShape(schema: unknown): PathShape {
  const parts = schema as SchemaParts;
  // What only prepares a value says nothing of its shape.
  const first = parts.pipe?.find(({ type }) => type !== 'unknown' && type !== 'transform') ?? parts.pipe?.[0];
  if (first && first !== parts) return toShape(first);
  if (parts.wrapped) return toShape(parts.wrapped);
  if (parts.entries) {
    const properties = Object.entries(parts.entries).map(([key, entry]) => [key, toShape(entry)] as const);
    return { kind: 'object', properties: Object.fromEntries(properties) };
  }
  if (parts.type === 'array' && parts.item) return { kind: 'array', item: toShape(parts.item) };
  if (parts.type === 'record' && parts.value) return { kind: 'map', value: toShape(parts.value) };
  return { kind: 'value' };
}
