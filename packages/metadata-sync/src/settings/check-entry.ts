import {
  checkDotPath,
  checkMetadataName,
  DotPathError,
  findBannedCharacters,
  joinOptions,
  MetadataDataTypes,
  parseDotPath,
} from '@certbridge/field-mapping';
import { detailsShape } from './details-shape.ts';
import type { ConfigurationProblem } from './document.ts';
import { entryRules } from './entry-rules.ts';
import { joinPath } from './known-keys.ts';
import type { FieldEntry } from './sync-settings.ts';

/** An entry together with its place in the document. */
export interface PlacedEntry {
  readonly entry: FieldEntry;
  readonly path: string;
  readonly kind: 'manual' | 'custom';
}

/** Checks what a single entry says beyond its types: names, paths and options. */
export function checkEntry({ entry, path, kind }: PlacedEntry, file: string): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const add = (key: keyof FieldEntry, message: string, remedy: string) =>
    problems.push({ file, path: joinPath(path, key), message, remedy });
  const name = entry.keyfactorMetadataFieldName;
  const banned = findBannedCharacters(name);
  const nameCheck = checkMetadataName(name);
  if (banned.length > 0) {
    const found = banned.map((character) => JSON.stringify(character)).join(', ');
    add(
      'keyfactorMetadataFieldName',
      `"${name}" has characters that Keyfactor does not allow: ${found}`,
      'Use letters, digits, "-" and "_" only.',
    );
  } else if (!nameCheck.ok) {
    add('keyfactorMetadataFieldName', nameCheck.message.replace(/\.$/, ''), 'Choose another name.');
  }
  if (kind === 'manual') {
    const problem = checkManualPath(entry.sectigoFieldName);
    if (problem) add('sectigoFieldName', problem.message, problem.remedy);
  }
  if (entry.keyfactorDataType === MetadataDataTypes.MultipleChoice) {
    const options = entry.keyfactorOptions ?? [];
    const joined = joinOptions(options);
    if (options.length === 0) {
      add(
        'keyfactorOptions',
        'is missing, but keyfactorDataType 5 needs choices',
        entryRules.keyfactorOptions.remedy,
      );
    } else if (!joined.ok) {
      add(
        'keyfactorOptions',
        `the option "${joined.option}" contains a comma, which Keyfactor uses to separate options`,
        'Reword the option without a comma.',
      );
    }
  }
  return problems;
}

function checkManualPath(text: string): { readonly message: string; readonly remedy: string } | undefined {
  try {
    const result = checkDotPath(parseDotPath(text), detailsShape);
    if (result.ok) return undefined;
    return {
      message: `"${text}" is not a path of Sectigo's certificate details: "${result.segment}" is unknown there`,
      remedy:
        result.nearest === undefined
          ? 'See the README for the paths there are.'
          : `Did you mean ${result.nearest}?`,
    };
  } catch (error) {
    if (!(error instanceof DotPathError)) throw error;
    return { message: `"${text}" is not a dot path`, remedy: error.message };
  }
}
