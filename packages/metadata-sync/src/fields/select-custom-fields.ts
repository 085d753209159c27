import { MetadataDataTypes, mapInputTypeToDataType, matchName, nearestName } from '@certbridge/field-mapping';
import { quoted } from '@certbridge/plain-text';
import type { CustomField } from '@certbridge/sectigo-client';
import type { FieldEntry, FieldPolicy, SyncSettings } from '../settings/sync-settings.ts';
import type { FieldProblem, LeftOutField, SyncMode, UnreadableNames } from './field-plan.ts';

/** A custom field that takes part in the sync. */
export interface SelectedField {
  readonly definition: CustomField;
  /** The entry of `fields.json` that lists it; absent where the field comes by import-all. */
  readonly entry?: FieldEntry | undefined;
  /** What `fields.json` says of empty and of sensitive values. */
  readonly policy: Omit<FieldPolicy, 'sectigoFieldName'>;
}

/** The custom fields of a sync, and where the configuration does not fit them. */
export interface FieldSelection {
  readonly fields: readonly SelectedField[];
  /** Listed fields that SCM does not have, or whose row can't be read. */
  readonly leftOut: readonly LeftOutField[];
  readonly problems: readonly FieldProblem[];
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

/** Chooses the SSL custom fields that take part: the listed ones, or all with import-all. */
export function selectCustomFields({
  customFields,
  unreadable,
  settings,
  mode,
}: {
  readonly customFields: readonly CustomField[];
  readonly unreadable: UnreadableNames;
  readonly settings: SyncSettings;
  readonly mode: SyncMode;
}): FieldSelection {
  const definitions = customFields.filter(({ certType }) => certType.toLowerCase() === 'ssl');
  const ssl = { definitions, unreadable };
  const selection = settings.importAllCustomFields ? selectAll(ssl, settings) : selectListed(ssl, settings);
  const notes: string[] = [...selection.notes];
  const fields = selection.fields.filter(({ definition }) => {
    // Values of an inactive field are neither returned nor accepted by SCM, so nothing can go back into it.
    if (isActive(definition) || (mode !== 'kftosc' && settings.enableDisabledFields)) return true;
    notes.push(
      `The Sectigo custom field ${quoted(definition.name)} is disabled (${definition.state}) and left out.`,
    );
    return false;
  });
  const problems = fields.filter(isOfUnknownType).map(({ definition }) => ({
    message: `The Sectigo custom field ${quoted(definition.name)} is of the unknown type ${quoted(definition.input.type)}`,
    remedy: LIST_INSTEAD,
  }));
  return { ...selection, fields, problems, notes: [...new Set(notes)] };
}

/** The remedy for a field that import-all can't take. */
export const LIST_INSTEAD =
  'Set importAllCustomFields to "false" and list the fields to sync under CustomFields in fields.json, each with the name and keyfactorDataType that you want.';

type Choice = Omit<FieldSelection, 'problems'>;

/** The custom fields for SSL certificates. */
interface SslFields {
  readonly definitions: readonly CustomField[];
  readonly unreadable: UnreadableNames;
}

/** Takes every field; entries say no more than how empty and sensitive values are treated. */
function selectAll(ssl: SslFields, { customFieldPolicies }: SyncSettings): Choice {
  const policies = new Map<string, SelectedField['policy']>();
  const notes: string[] = [];
  const warnings: string[] = [];
  for (const { sectigoFieldName, emptyPolicy, sensitive = false } of customFieldPolicies) {
    const found = findField(sectigoFieldName, ssl);
    if ('definition' in found) {
      const { name } = found.definition;
      const earlier = policies.get(name);
      policies.set(name, {
        emptyPolicy: earlier?.emptyPolicy ?? emptyPolicy,
        sensitive: sensitive || (earlier?.sensitive ?? false),
      });
    } else {
      const text = `${found.reason}, so the entry has no effect. ${found.remedy}`;
      // Values that should stay hidden may be shown.
      if (sensitive) warnings.push(`${text} Its mark as sensitive protects nothing.`);
      else notes.push(text);
    }
  }
  const fields = ssl.definitions.map((definition) => ({
    definition,
    policy: policies.get(definition.name) ?? {},
  }));
  return { fields, leftOut: [], notes, warnings };
}

/** Takes the listed fields in the order of SCM, each as often as it is listed, and leaves out the others. */
function selectListed(ssl: SslFields, { customFields }: SyncSettings): Choice {
  const entries = new Map<string, FieldEntry[]>();
  const leftOut: LeftOutField[] = [];
  for (const entry of customFields) {
    const found = findField(entry.sectigoFieldName, ssl);
    if ('definition' in found) {
      const { name } = found.definition;
      entries.set(name, [...(entries.get(name) ?? []), entry]);
    } else leftOut.push({ field: entry.sectigoFieldName, ...found });
  }
  const fields = ssl.definitions.flatMap((definition) =>
    (entries.get(definition.name) ?? []).map((entry) => ({ definition, entry, policy: entry })),
  );
  return { fields, leftOut, notes: [], warnings: [] };
}

function isOfUnknownType({ definition, entry }: SelectedField): boolean {
  return entry === undefined && mapInputTypeToDataType(definition.input.type) === undefined;
}

/** Finds the custom field that an entry means, or says why there is none. */
function findField(
  name: string,
  { definitions, unreadable }: SslFields,
): { readonly definition: CustomField } | { readonly reason: string; readonly remedy: string } {
  const known = [...definitions, ...unreadable.map((other) => ({ name: other }))].flatMap(
    (field) => field.name ?? [],
  );
  const match = matchName(name, known);
  const lists = `fields.json lists the custom field ${quoted(name)}`;
  if (match.kind === 'ambiguous') {
    return {
      reason: `${lists}, which may be ${match.names.map((other) => quoted(other)).join(' or ')} in SCM`,
      remedy: 'Write the name exactly as SCM has it.',
    };
  }
  if (match.kind === 'found') {
    const definition = definitions.find((field) => field.name === match.name);
    if (definition) return { definition };
    return {
      reason: `${lists}, which SCM has in a row that can't be read`,
      remedy: 'Look at the field in SCM, and report it to Sectigo.',
    };
  }
  const nearest = nearestName(name, known);
  return {
    reason: `${lists}, which SCM does not have for SSL certificates${unreadable.includes(undefined) ? ", or has in a row that can't be read" : ''}`,
    remedy:
      nearest === undefined
        ? `${listNames(known)}Use the name that SCM shows, or remove the entry.`
        : `Did you mean ${quoted(nearest)}?`,
  };
}

const SHOWN_NAMES = 10;

/** Says which custom fields SCM has, of many the first ones; nothing where it has none. */
function listNames(names: readonly string[]): string {
  if (names.length === 0) return '';
  const shown = names.slice(0, SHOWN_NAMES).map((name) => quoted(name));
  const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '';
  return `SCM has ${shown.join(', ')}${more}. `;
}

/** Returns whether SCM takes values for a custom field. SUSPENDED_* is not explained by its documents and counts as inactive. */
export function isActive(definition: CustomField): boolean {
  return definition.state.toUpperCase() === 'ACTIVE';
}

/** The data type of a selected field's metadata field, as wanted. */
export function wantedDataType({ definition, entry }: SelectedField) {
  return (
    entry?.keyfactorDataType ?? mapInputTypeToDataType(definition.input.type) ?? MetadataDataTypes.String
  );
}
