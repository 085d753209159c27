import { MetadataDataTypes, mapInputTypeToDataType } from '@certbridge/field-mapping';
import { quoted } from '@certbridge/plain-text';
import type { CustomField } from '@certbridge/sectigo-client';
import type { FieldEntry, FieldPolicy, SyncSettings } from '../settings/sync-settings.ts';
import type { SyncMode } from '../sync-mode.ts';
import type { FieldProblem, LeftOutField, UnreadableNames } from './field-plan.ts';
import { findCustomFields, type SslFields } from './find-custom-fields.ts';

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

/** Takes every field; entries say no more than how empty and sensitive values are treated. */
function selectAll(ssl: SslFields, { customFieldPolicies }: SyncSettings): Choice {
  const { found, unusable } = findCustomFields(customFieldPolicies, ssl);
  const notes: string[] = [];
  const warnings: string[] = [];
  for (const { reason, remedy, entries } of unusable) {
    const text = `${reason}, so ${entries.length === 1 ? 'the entry has' : `its ${entries.length} entries have`} no effect. ${remedy}`;
    // Values that should stay hidden may be shown.
    if (entries.some(({ sensitive }) => sensitive)) {
      warnings.push(`${text} Its mark as sensitive protects nothing.`);
    } else notes.push(text);
  }
  const fields = ssl.definitions.map((definition) => ({
    definition,
    policy: joinPolicies(found.get(definition.name) ?? []),
  }));
  return { fields, leftOut: [], notes, warnings };
}

function joinPolicies(entries: readonly FieldPolicy[]): SelectedField['policy'] {
  return {
    emptyPolicy: entries.find(({ emptyPolicy }) => emptyPolicy !== undefined)?.emptyPolicy,
    sensitive: entries.some(({ sensitive }) => sensitive),
  };
}

/** Takes the listed fields in the order of SCM, each as often as it is listed, and leaves out the others. */
function selectListed(ssl: SslFields, { customFields }: SyncSettings): Choice {
  const { found, unusable } = findCustomFields(customFields, ssl);
  const fields = ssl.definitions.flatMap((definition) =>
    (found.get(definition.name) ?? []).map((entry) => ({ definition, entry, policy: entry })),
  );
  const leftOut = unusable.map(({ field, reason, remedy }) => ({ field, reason, remedy }));
  return { fields, leftOut, notes: [], warnings: [] };
}

function isOfUnknownType({ definition, entry }: SelectedField): boolean {
  return entry === undefined && mapInputTypeToDataType(definition.input.type) === undefined;
}

/** Returns whether SCM takes values for a custom field. Its documents don't explain SUSPENDED_*, which counts as inactive. */
export function isActive(definition: CustomField): boolean {
  return definition.state === 'ACTIVE';
}

/** The data type of a selected field's metadata field, as wanted. */
export function wantedDataType({ definition, entry }: SelectedField) {
  return (
    entry?.keyfactorDataType ?? mapInputTypeToDataType(definition.input.type) ?? MetadataDataTypes.String
  );
}
