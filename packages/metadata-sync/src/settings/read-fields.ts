import { isRecord } from '@certbridge/plain-text';
import * as v from 'valibot';
import { checkEntry, type PlacedEntry } from './check-entry.ts';
import { checkRules } from './check-rules.ts';
import type { ConfigurationProblem, DocumentResult, SourceDocument } from './document.ts';
import { entryRules } from './entry-rules.ts';
import { canonicalizeKeys, joinPath } from './known-keys.ts';
import { withKnownPath } from './manual-path.ts';
import type { FieldEntry, FieldPolicy, SyncSettings } from './sync-settings.ts';
import { filledText } from './values.ts';

/** The part of the settings that `fields.json` holds. */
export type FieldSettings = Pick<SyncSettings, 'manualFields' | 'customFields' | 'customFieldPolicies'>;

/** Keys that entries of older versions have; metadata fields are always usable through the API now. */
const retiredKeys = ['keyfactorAllowAPI'];

/** The keys of an entry that count where all custom fields are imported. */
const policyRules = {
  sectigoFieldName: entryRules.sectigoFieldName,
  emptyPolicy: entryRules.emptyPolicy,
  sensitive: entryRules.sensitive,
};

/**
 * Reads `fields.json`: `ManualFields` and `CustomFields`, either of which may be empty or absent.
 *
 * With import-all, only SCM decides which custom fields there are, their names and types: of an entry under
 * `CustomFields` only `sensitive` and `emptyPolicy` count.
 */
export function readFields(
  document: SourceDocument,
  { importAll }: { readonly importAll: boolean },
): DocumentResult<FieldSettings> {
  const { file } = document;
  if (!isRecord(document.value)) {
    const remedy = 'Put the entries into { "ManualFields": [ … ], "CustomFields": [ … ] }.';
    return { problems: [{ file, path: '', message: 'must be a JSON object', remedy }], notes: [] };
  }
  const keyed = canonicalizeKeys(
    document.value,
    { keys: ['ManualFields', 'CustomFields'] },
    { file, path: '' },
  );
  const custom = readList(keyed.values, 'CustomFields', {
    file,
    rulesFor: importAll ? policyRulesFor : () => entryRules,
  });
  const manual = readList(keyed.values, 'ManualFields', { file, rulesFor: () => entryRules });
  const placed: PlacedEntry[] = [
    ...manual.entries.map((item) => ({ ...item, kind: 'manual' as const })),
    ...(importAll ? [] : custom.entries.map((item) => ({ ...item, kind: 'custom' as const }))),
  ];
  const problems = [
    ...keyed.problems,
    ...manual.problems,
    ...custom.problems,
    ...placed.flatMap((item) => checkEntry(item, file)),
    ...checkUnique(placed, file),
  ];
  const notes = describeRetired([...manual.retired, ...custom.retired], file);
  if (importAll && custom.entries.length > 0) {
    notes.push(
      `${file}: importAllCustomFields is "true", so entries under CustomFields choose neither fields nor names nor types; only their sensitive and emptyPolicy count.`,
    );
  }
  if (problems.length > 0) return { problems, notes };
  const value = {
    // Complete, as nothing was wrong with any of them.
    manualFields: manual.entries.map(({ entry }) => withKnownPath(entry as FieldEntry)),
    customFields: importAll ? [] : custom.entries.map(({ entry }) => entry as FieldEntry),
    customFieldPolicies: importAll ? custom.entries.flatMap(({ entry }) => policyOf(entry)) : [],
  };
  return { value, problems, notes };
}

/** The rules that hold for an entry with such values. */
type RulesFor = (values: Record<string, unknown>) => Partial<typeof entryRules>;

/** With import-all nothing counts in an entry without a name that says nothing of empty or sensitive values either. */
function policyRulesFor(values: Record<string, unknown>): Partial<typeof policyRules> {
  const hasMark = values.emptyPolicy !== undefined || values.sensitive !== undefined;
  return hasMark || v.is(filledText, values.sectigoFieldName) ? policyRules : {};
}

function policyOf(entry: Partial<FieldEntry>): FieldPolicy[] {
  return entry.sectigoFieldName === undefined ? [] : [entry as FieldPolicy];
}

/** Far more than SCM and Command have room for; each entry is compared with all the others. */
const MAX_ENTRIES = 5000;

/** The entries of a list as far as they follow their rules, and the problems of the rest. */
interface ListResult {
  readonly entries: readonly Omit<PlacedEntry, 'kind'>[];
  readonly problems: readonly ConfigurationProblem[];
  readonly retired: readonly string[];
}

function readList(
  values: Record<string, unknown>,
  key: 'ManualFields' | 'CustomFields',
  { file, rulesFor }: { readonly file: string; readonly rulesFor: RulesFor },
): ListResult {
  const list = values[key] ?? [];
  if (!Array.isArray(list)) {
    const remedy = 'Put the entries into [ … ].';
    return { entries: [], problems: [{ file, path: key, message: 'must be an array', remedy }], retired: [] };
  }
  if (list.length > MAX_ENTRIES) {
    const message = `has ${list.length} entries, and at most ${MAX_ENTRIES} are read`;
    const remedy = 'Look whether it is the right file.';
    return { entries: [], problems: [{ file, path: key, message, remedy }], retired: [] };
  }
  const readings = list.map((item, index) => readEntry(item, { file, path: joinPath(key, index), rulesFor }));
  return {
    entries: readings.flatMap(({ entries }) => entries),
    problems: readings.flatMap(({ problems }) => problems),
    retired: readings.flatMap(({ retired }) => retired),
  };
}

function readEntry(
  value: unknown,
  { file, path, rulesFor }: { readonly file: string; readonly path: string; readonly rulesFor: RulesFor },
): ListResult {
  if (!isRecord(value)) {
    const remedy = 'Write the entry as { "sectigoFieldName": …, … }.';
    return { entries: [], problems: [{ file, path, message: 'must be an object', remedy }], retired: [] };
  }
  const known = { keys: Object.keys(entryRules), retired: retiredKeys };
  const keyed = canonicalizeKeys(value, known, { file, path });
  // null stands for "not set" in the original's files.
  const set = Object.fromEntries(Object.entries(keyed.values).filter(([, item]) => item !== null));
  const checked = checkRules(rulesFor(set), set, { file, path });
  return {
    entries: [{ entry: checked.sound as Partial<FieldEntry>, given: set, path }],
    problems: [...keyed.problems, ...checked.problems],
    retired: keyed.retired,
  };
}

/** One note for each key, however many entries have it. */
function describeRetired(retired: readonly string[], file: string): string[] {
  return [...new Set(retired)].map((key) => {
    const count = retired.filter((other) => other === key).length;
    const entries = count === 1 ? 'an entry' : `${count} entries`;
    return `${file}: ${key} in ${entries} belongs to an older version of the tool and has no effect any more.`;
  });
}

/** Finds metadata fields that two entries share; one SCM field may fill several. */
function checkUnique(placed: readonly PlacedEntry[], file: string): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const metadataNames = new Map<string, string>();
  for (const { entry, path } of placed) {
    const name = entry.keyfactorMetadataFieldName?.toLowerCase();
    const other = name === undefined ? undefined : metadataNames.get(name);
    if (other !== undefined) {
      problems.push({
        file,
        path: joinPath(path, 'keyfactorMetadataFieldName'),
        message: `"${entry.keyfactorMetadataFieldName}" is also the name of ${other}; names compare without letter case`,
        remedy: 'Give each entry its own metadata field.',
      });
    }
    if (name !== undefined) metadataNames.set(name, path);
  }
  return problems;
}
