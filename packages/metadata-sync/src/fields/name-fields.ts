import {
  checkMetadataName,
  findBannedCharacters,
  findNameCollisions,
  type NameMapping,
  replaceBannedCharacters,
} from '@certbridge/field-mapping';
import type { SyncSettings } from '../settings/sync-settings.ts';
import type { FieldProblem } from './field-plan.ts';
import { LIST_INSTEAD, type SelectedField } from './select-custom-fields.ts';

/** The metadata names of the selected custom fields. */
export interface FieldNaming {
  /** Metadata name by Sectigo custom field name, of fields that no entry lists. */
  readonly names: ReadonlyMap<string, string>;
  /** Banned characters that the configuration has no entry for. */
  readonly found: readonly string[];
  /** Banned characters in use that have no replacement, the found ones included. */
  readonly unfilled: readonly string[];
  readonly problems: readonly FieldProblem[];
}

/** Gives each custom field its metadata name: the entry's own, or the Sectigo name with banned characters replaced. */
export function nameFields(fields: readonly SelectedField[], settings: SyncSettings): FieldNaming {
  const filled = new Map<string, string>();
  for (const [character, replacement] of settings.replacements) {
    if (replacement !== null) filled.set(character, replacement);
  }
  const derived = fields.filter(({ entry }) => entry === undefined).map(({ definition }) => definition.name);
  const listed = fields.flatMap(({ definition, entry }) =>
    entry ? [{ source: definition.name, target: entry.keyfactorMetadataFieldName }] : [],
  );
  const banned = [...new Set(derived.flatMap(findBannedCharacters))];
  const names = new Map(derived.map((name) => [name, replaceBannedCharacters(name, filled)]));
  const unfilled = banned.filter((character) => !filled.has(character));
  return {
    names,
    found: banned.filter((character) => !settings.replacements.has(character)),
    unfilled,
    // Names that still hold banned characters say nothing yet about collisions.
    problems:
      unfilled.length > 0 ? [] : [...checkNames(names), ...checkCollisions(names, { listed, settings })],
  };
}

const renameRemedy =
  'Change the replacements in bannedcharacters.json, or rename one of them where it is listed or in SCM.';

function checkNames(names: ReadonlyMap<string, string>): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const [source, target] of names) {
    const result = checkMetadataName(target);
    if (!result.ok) {
      const message = `The Sectigo custom field "${source}" can't become the metadata field "${target}": ${result.message}`;
      problems.push({ message, remedy: `Rename it in SCM. ${LIST_INSTEAD}` });
    }
  }
  return problems;
}

function checkCollisions(
  names: ReadonlyMap<string, string>,
  { listed, settings }: { readonly listed: readonly NameMapping[]; readonly settings: SyncSettings },
): FieldProblem[] {
  const manual = settings.manualFields.map((entry) => ({
    source: entry.sectigoFieldName,
    target: entry.keyfactorMetadataFieldName,
  }));
  const custom = [...names].map(([source, target]) => ({ source, target }));
  return findNameCollisions([...manual, ...listed, ...custom]).map(({ target, sources }) => ({
    message: `${sources.map((source) => `"${source}"`).join(' and ')} would all become the metadata field "${target}"`,
    remedy: renameRemedy,
  }));
}
