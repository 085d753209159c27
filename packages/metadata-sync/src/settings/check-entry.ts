import {
  findBannedCharacters,
  findMetadataNameProblems,
  joinOptions,
  MetadataDataTypes,
} from '@certbridge/field-mapping';
import { quoted } from '@certbridge/plain-text';
import type { ConfigurationProblem } from './document.ts';
import { entryRules, LONGEST_VALIDATION } from './entry-rules.ts';
import { joinPath } from './known-keys.ts';
import { readManualPath } from './manual-path.ts';
import { findRegularExpressionProblem } from './regular-expression.ts';
import type { FieldEntry } from './sync-settings.ts';

/** The valid values of an entry, with its place in the document. */
export interface PlacedEntry {
  readonly entry: Partial<FieldEntry>;
  /** All values as they stand: one that breaks a rule may have a further problem. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly kind: 'manual' | 'custom';
}

/** Checks the values of a single entry beyond their types: names, paths, regular expressions and options. */
export function checkEntry({ entry, given, path, kind }: PlacedEntry, file: string): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const add = (key: keyof FieldEntry, ...found: readonly EntryProblem[]) => {
    for (const problem of found) problems.push({ file, path: joinPath(path, key), ...problem });
  };
  const { sectigoFieldName, keyfactorMetadataFieldName: name, keyfactorDataType: dataType } = entry;
  const { keyfactorValidation: validation, keyfactorOptions: options = [] } = given;
  if (name !== undefined) add('keyfactorMetadataFieldName', ...checkName(name));
  if (kind === 'manual' && sectigoFieldName !== undefined) {
    const reading = readManualPath(sectigoFieldName);
    if ('message' in reading) add('sectigoFieldName', reading);
  }
  if (typeof validation === 'string') add('keyfactorValidation', ...checkValidation(validation));
  // An invalid type may be meant as MultipleChoice.
  if (dataType === MetadataDataTypes.MultipleChoice || dataType === undefined) {
    if (Array.isArray(options)) add('keyfactorOptions', ...checkOptions(options, dataType));
  }
  return problems;
}

type EntryProblem = Pick<ConfigurationProblem, 'message' | 'remedy'>;

function checkName(name: string): EntryProblem[] {
  return findMetadataNameProblems(name).map(({ reason, message }) => {
    if (reason !== 'banned-characters') {
      return { message, remedy: 'Choose another name.' };
    }
    const banned = findBannedCharacters(name).map((character) => quoted(character));
    return {
      message: `${quoted(name)} has characters that Keyfactor does not allow: ${banned.join(', ')}`,
      remedy: 'Use letters, digits, "-" and "_" only.',
    };
  });
}

/** Far more than anybody writes; the check takes time by the square of the length. */
const LONGEST_CHECKED = 2 * LONGEST_VALIDATION;

function checkValidation(pattern: string): EntryProblem[] {
  if (pattern.length > LONGEST_CHECKED) return [];
  const problem = findRegularExpressionProblem(pattern);
  if (problem === undefined) return [];
  return [
    {
      message: `${quoted(shorten(pattern))} is not a regular expression: ${problem}`,
      remedy: 'Correct it, or give null for no validation.',
    },
  ];
}

/** An expression that is too long as well is shown by its beginning. */
function shorten(pattern: string): string {
  return pattern.length > LONGEST_VALIDATION ? `${pattern.slice(0, 100)}…` : pattern;
}

function checkOptions(
  options: readonly unknown[],
  dataType: FieldEntry['keyfactorDataType'] | undefined,
): EntryProblem[] {
  if (options.length === 0 && dataType !== undefined) {
    return [
      {
        message: 'is missing, but keyfactorDataType 5 needs choices',
        remedy: entryRules.keyfactorOptions.remedy,
      },
    ];
  }
  return options
    .filter((option) => typeof option === 'string')
    .filter((option) => !joinOptions([option]).ok)
    .map((option) => ({
      message: `the option ${quoted(option)} contains a comma, which Keyfactor uses to separate options`,
      remedy: 'Reword the option without a comma.',
    }));
}
