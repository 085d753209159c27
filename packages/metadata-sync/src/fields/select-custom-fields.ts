import { MetadataDataTypes, mapInputTypeToDataType, nearestName } from '@certbridge/field-mapping';
import type { CustomField } from '@certbridge/sectigo-client';
import type { FieldEntry, SyncSettings } from '../settings/sync-settings.ts';
import type { FieldProblem, SyncMode } from './field-plan.ts';

/** A custom field that takes part in the sync. */
export interface SelectedField {
  readonly definition: CustomField;
  /** The entry of `fields.json`; absent where the field comes from import-all alone. */
  readonly entry?: FieldEntry | undefined;
}

/** The custom fields of a sync, and what stands against the configuration. */
export interface FieldSelection {
  readonly fields: readonly SelectedField[];
  readonly problems: readonly FieldProblem[];
  readonly notes: readonly string[];
}

/** Chooses the SSL custom fields that take part: the listed ones, or all with import-all. */
export function selectCustomFields(
  definitions: readonly CustomField[],
  settings: SyncSettings,
  mode: SyncMode,
): FieldSelection {
  const ssl = definitions.filter((definition) => definition.certType.toLowerCase() === 'ssl');
  const byName = new Map(ssl.map((definition) => [definition.name, definition]));
  const entries = new Map(settings.customFields.map((entry) => [entry.sectigoFieldName, entry]));
  const problems: FieldProblem[] = [];
  const notes: string[] = [];
  for (const name of entries.keys()) {
    if (!byName.has(name)) problems.push(describeUnknown(name, [...byName.keys()]));
  }
  const candidates = settings.importAllCustomFields ? ssl : ssl.filter(({ name }) => entries.has(name));
  const fields: SelectedField[] = [];
  for (const definition of candidates) {
    // Values of an inactive field are neither returned nor accepted by SCM, so nothing can go back into it.
    if (!isActive(definition) && (mode === 'kftosc' || !settings.enableDisabledFields)) {
      notes.push(
        `The Sectigo custom field "${definition.name}" is disabled (${definition.state}) and left out.`,
      );
    } else if (!entries.has(definition.name) && mapInputTypeToDataType(definition.input.type) === undefined) {
      problems.push({
        message: `The Sectigo custom field "${definition.name}" is of the unknown type ${definition.input.type}`,
        remedy: 'List it under CustomFields in fields.json with a keyfactorDataType of your choice.',
      });
    } else {
      fields.push({ definition, entry: entries.get(definition.name) });
    }
  }
  return { fields, problems, notes };
}

/** Tells whether SCM takes values for a custom field. SUSPENDED_* is not explained by its documents and counts as inactive. */
export function isActive(definition: CustomField): boolean {
  return definition.state.toUpperCase() === 'ACTIVE';
}

function describeUnknown(name: string, known: readonly string[]): FieldProblem {
  const nearest = nearestName(name, known);
  return {
    message: `fields.json lists the custom field "${name}", which SCM does not have for SSL certificates`,
    remedy:
      nearest === undefined
        ? 'Use the name exactly as SCM shows it, or remove the entry.'
        : `Did you mean "${nearest}"? Names are matched exactly.`,
  };
}

/** The data type of a selected field's metadata field, as wanted. */
export function wantedDataType({ definition, entry }: SelectedField) {
  return (
    entry?.keyfactorDataType ?? mapInputTypeToDataType(definition.input.type) ?? MetadataDataTypes.String
  );
}
