import { checkDotPath, DotPathError, formatDotPath, parseDotPath } from '@certbridge/field-mapping';
import { quoted } from '@certbridge/plain-text';
import { detailsShape } from './details-shape.ts';
import type { FieldEntry } from './sync-settings.ts';

/** A path in the spelling of the certificate details, or what is wrong with it and what to do. */
export type ManualPath = { readonly path: string } | { readonly message: string; readonly remedy: string };

/** Reads the dot path of a manual field; letter case and outer blanks of its steps don't matter. */
export function readManualPath(text: string): ManualPath {
  try {
    const result = checkDotPath(parseDotPath(text), detailsShape);
    if (result.ok) return { path: formatDotPath(result.path) };
    return {
      message: `${quoted(text)} is not a path of Sectigo's certificate details: ${quoted(result.segment)} is unknown there`,
      remedy:
        result.nearest === undefined
          ? 'See the README for the paths there are.'
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
