import {
  findBannedCharacters,
  findMetadataNameProblems,
  joinOptions,
  MetadataDataTypes,
} from '@certbridge/field-mapping';
import { quoted } from '@certbridge/plain-text';
import type { ConfigurationProblem } from './document.ts';
import { entryRules } from './entry-rules.ts';
import { joinPath } from './known-keys.ts';
import { readManualPath } from './manual-path.ts';
import { findRegularExpressionProblem } from './regular-expression.ts';
import type { FieldEntry } from './sync-settings.ts';

/** The valid values of an entry, with its place in the document. */
export interface PlacedEntry {
  readonly entry: Partial<FieldEntry>;
  readonly path: string;
  readonly kind: 'manual' | 'custom';
}

/** Checks the values of a single entry beyond their types: names, paths, regular expressions and options. */
export function checkEntry({ entry, path, kind }: PlacedEntry, file: string): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const add = (key: keyof FieldEntry, ...found: readonly EntryProblem[]) => {
    for (const problem of found) problems.push({ file, path: joinPath(path, key), ...problem });
  };
  const {
    sectigoFieldName,
    keyfactorMetadataFieldName: name,
    keyfactorDataType: dataType,
    keyfactorValidation: validation,
  } = entry;
  if (name !== undefined) add('keyfactorMetadataFieldName', ...checkName(name));
  if (kind === 'manual' && sectigoFieldName !== undefined) {
    const reading = readManualPath(sectigoFieldName);
    if ('message' in reading) add('sectigoFieldName', reading);
  }
  if (validation !== undefined) add('keyfactorValidation', ...checkValidation(validation));
  // A data type that is none may stand for this one.
  if (dataType === MetadataDataTypes.MultipleChoice || dataType === undefined) {
    add('keyfactorOptions', ...checkOptions(entry));
  }
  return problems;
}

type EntryProblem = Pick<ConfigurationProblem, 'message' | 'remedy'>;

function checkName(name: string): EntryProblem[] {
  return findMetadataNameProblems(name).map(({ reason, message }) => {
    if (reason !== 'banned-characters') {
      return { message: message.replace(/\.$/, ''), remedy: 'Choose another name.' };
    }
    const banned = findBannedCharacters(name).map((character) => quoted(character));
    return {
      message: `${quoted(name)} has characters that Keyfactor does not allow: ${banned.join(', ')}`,
      remedy: 'Use letters, digits, "-" and "_" only.',
    };
  });
}

function checkValidation(pattern: string): EntryProblem[] {
  const problem = findRegularExpressionProblem(pattern);
  if (problem === undefined) return [];
  return [
    {
      message: `${quoted(pattern)} is not a regular expression: ${problem}`,
      remedy: 'Correct it, or give null for no validation.',
    },
  ];
}

function checkOptions({
  keyfactorDataType: dataType,
  keyfactorOptions: options = [],
}: Partial<FieldEntry>): EntryProblem[] {
  if (options.length === 0 && dataType !== undefined) {
    return [
      {
        message: 'is missing, but keyfactorDataType 5 needs choices',
        remedy: entryRules.keyfactorOptions.remedy,
      },
    ];
  }
  return options
    .filter((option) => !joinOptions([option]).ok)
    .map((option) => ({
      message: `the option ${quoted(option)} contains a comma, which Keyfactor uses to separate options`,
      remedy: 'Reword the option without a comma.',
    }));
}
