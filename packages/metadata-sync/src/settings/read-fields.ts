import { checkEntry, type PlacedEntry } from './check-entry.ts';
import { checkRules } from './check-rules.ts';
import type { ConfigurationProblem, DocumentReading, SourceDocument } from './document.ts';
import { entryRules } from './entry-rules.ts';
import { canonicalizeKeys, isJsonObject, joinPath } from './known-keys.ts';
import type { FieldEntry, SyncSettings } from './sync-settings.ts';

/** The part of the settings that `fields.json` holds. */
export type FieldSettings = Pick<SyncSettings, 'manualFields' | 'customFields'>;

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
  const keyed = canonicalizeKeys(value, { keys: Object.keys(entryRules) }, place);
  // null stands for "not set" in the original's files.
  const set = Object.entries(keyed.values).filter(([, item]) => item !== null);
  const checked = checkRules(entryRules, Object.fromEntries(set), place);
  const problems = [...keyed.problems, ...checked.problems];
  if (problems.length > 0 || !checked.value) return { problems, notes: [] };
  return { value: checked.value, problems, notes: [] };
}

/** Finds names that two entries share. */
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
