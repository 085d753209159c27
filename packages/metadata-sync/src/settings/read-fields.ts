import {
  checkDotPath,
  checkMetadataName,
  DotPathError,
  findBannedCharacters,
  joinOptions,
  type MetadataDataType,
  MetadataDataTypes,
  parseDotPath,
} from '@certbridge/field-mapping';
import * as v from 'valibot';
import { detailsShape } from './details-shape.ts';
import type { ConfigurationProblem, SourceDocument } from './document.ts';
import { canonicalizeKeys, isJsonObject, joinPath } from './known-keys.ts';
import type { DocumentReading } from './read-config.ts';
import type { FieldEntry, SyncSettings } from './sync-settings.ts';
import { filledText, flag, LARGEST_ID, text, wholeNumber } from './values.ts';

/** The part of the settings that `fields.json` holds. */
export type FieldSettings = Pick<SyncSettings, 'manualFields' | 'customFields'>;

const dataType = v.pipe(
  wholeNumber(1, 7),
  v.transform((value) => value as MetadataDataType),
);

// Maximum lengths: Command 25.1 swagger, MetadataFieldCreateRequest.
const entryRules = {
  sectigoFieldName: {
    schema: filledText,
    remedy: 'Give the name of the Sectigo custom field, or the dot path of a manual field.',
  },
  keyfactorMetadataFieldName: {
    schema: filledText,
    remedy: 'Give the name of the Keyfactor metadata field.',
  },
  keyfactorDataType: {
    schema: dataType,
    remedy: 'Give 1 String, 2 Integer, 3 Date, 4 Boolean, 5 MultipleChoice, 6 BigText or 7 Email.',
  },
  keyfactorDescription: { schema: textUpTo(1024), remedy: 'Give a short description, or leave it out.' },
  keyfactorHint: { schema: textUpTo(128), remedy: 'Give a short hint, or leave it out.' },
  keyfactorValidation: { schema: textUpTo(4000), remedy: 'Give a regular expression, or null.' },
  keyfactorEnrollment: {
    schema: v.optional(wholeNumber(0, 2)),
    remedy: 'Give 0 for optional, 1 for required or 2 for hidden, or leave it out.',
  },
  keyfactorMessage: {
    schema: textUpTo(1024),
    remedy: 'Give the text to show when validation fails, or null.',
  },
  keyfactorOptions: {
    schema: v.optional(v.array(filledText, 'must be an array of texts')),
    remedy: 'List the choices, for example ["Production", "Test"], or give null.',
  },
  keyfactorDefaultValue: { schema: textUpTo(100), remedy: 'Give the default as text, or null.' },
  keyfactorDisplayOrder: {
    schema: v.optional(wholeNumber(0, LARGEST_ID)),
    remedy: 'Give a whole number, or leave it out.',
  },
  keyfactorCaseSensitive: { schema: v.optional(flag), remedy: 'Write true or false, or leave it out.' },
  emptyPolicy: {
    schema: v.optional(v.picklist(['keep', 'clear'], 'must be "keep" or "clear"')),
    remedy: '"keep" leaves the destination as it is when the source has no value; "clear" empties it.',
  },
};

const entryKeys = Object.keys(entryRules) as (keyof typeof entryRules)[];

function textUpTo(maximum: number) {
  return v.optional(v.pipe(text, v.maxLength(maximum, `must not be longer than ${maximum} characters`)));
}

/** An entry together with its place in the document. */
interface PlacedEntry {
  readonly entry: FieldEntry;
  readonly path: string;
  readonly kind: 'manual' | 'custom';
}

/** Reads `fields.json`: `ManualFields` and `CustomFields`, either of which may be empty or absent. */
export function readFields(document: SourceDocument): DocumentReading<FieldSettings> {
  const { file } = document;
  if (!isJsonObject(document.value)) {
    const remedy = 'Put the entries into { "ManualFields": [ … ], "CustomFields": [ … ] }.';
    return { problems: [{ file, path: '', message: 'must be a JSON object', remedy }], notes: [] };
  }
  const keyed = canonicalizeKeys(
    document.value,
    { keys: ['ManualFields', 'CustomFields'] },
    { file, path: '' },
  );
  const problems: ConfigurationProblem[] = [...keyed.problems];
  const placed: PlacedEntry[] = [];
  for (const [key, kind] of [
    ['ManualFields', 'manual'],
    ['CustomFields', 'custom'],
  ] as const) {
    const list = keyed.values[key] ?? [];
    if (!Array.isArray(list)) {
      problems.push({ file, path: key, message: 'must be an array', remedy: 'Put the entries into [ … ].' });
      continue;
    }
    for (const [index, item] of list.entries()) {
      const path = joinPath(key, index);
      const reading = readEntry(item, { file, path });
      problems.push(...reading.problems);
      if (reading.value) placed.push({ entry: reading.value, path, kind });
    }
  }
  problems.push(...placed.flatMap((item) => checkEntry(item, file)), ...checkUnique(placed, file));
  if (problems.length > 0) return { problems, notes: keyed.notes };
  const entriesOf = (kind: PlacedEntry['kind']) =>
    placed.filter((item) => item.kind === kind).map(({ entry }) => entry);
  return {
    value: { manualFields: entriesOf('manual'), customFields: entriesOf('custom') },
    problems,
    notes: keyed.notes,
  };
}

function readEntry(
  value: unknown,
  place: { readonly file: string; readonly path: string },
): DocumentReading<FieldEntry> {
  if (!isJsonObject(value)) {
    const remedy = 'Write the entry as { "sectigoFieldName": …, … }.';
    return { problems: [{ ...place, message: 'must be an object', remedy }], notes: [] };
  }
  const keyed = canonicalizeKeys(value, { keys: entryKeys }, place);
  const problems = [...keyed.problems];
  const entry: Record<string, unknown> = {};
  for (const key of entryKeys) {
    const { schema, remedy } = entryRules[key];
    // null stands for "not set" in the original's files.
    const received = keyed.values[key] ?? undefined;
    const result = v.safeParse(schema as v.GenericSchema, received);
    if (result.success) {
      if (result.output !== undefined) entry[key] = result.output;
      continue;
    }
    for (const issue of result.issues) {
      const path = (issue.path ?? [])
        .map((item) => item.key as string | number)
        .reduce(joinPath, joinPath(place.path, key));
      const message = received === undefined ? 'is missing' : issue.message;
      problems.push({ file: place.file, path, message, remedy });
    }
  }
  if (problems.length > 0) return { problems, notes: [] };
  return { value: entry as unknown as FieldEntry, problems, notes: [] };
}

/** Checks what a single entry says beyond its types: names, paths and options. */
function checkEntry({ entry, path, kind }: PlacedEntry, file: string): ConfigurationProblem[] {
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

function checkUnique(placed: readonly PlacedEntry[], file: string): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const metadataNames = new Map<string, string>();
  const customNames = new Map<string, string>();
  for (const { entry, path, kind } of placed) {
    const name = entry.keyfactorMetadataFieldName.toLowerCase();
    const other = metadataNames.get(name);
    if (other !== undefined) {
      problems.push({
        file,
        path: joinPath(path, 'keyfactorMetadataFieldName'),
        message: `"${entry.keyfactorMetadataFieldName}" is also the name of ${other}; names compare without letter case`,
        remedy: 'Give each entry its own metadata field.',
      });
    }
    metadataNames.set(name, path);
    if (kind !== 'custom') continue;
    const twin = customNames.get(entry.sectigoFieldName);
    if (twin !== undefined) {
      problems.push({
        file,
        path: joinPath(path, 'sectigoFieldName'),
        message: `"${entry.sectigoFieldName}" is also in ${twin}`,
        remedy: 'List each Sectigo custom field once.',
      });
    }
    customNames.set(entry.sectigoFieldName, path);
  }
  return problems;
}
