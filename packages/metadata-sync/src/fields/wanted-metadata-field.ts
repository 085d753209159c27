import { joinOptions, MetadataDataTypes, splitOptions } from '@certbridge/field-mapping';
import type { MetadataField, MetadataFieldCreate } from '@certbridge/keyfactor-client';
import type { FieldEntry } from '../settings/sync-settings.ts';
import type { FieldDifference, FieldProblem } from './field-plan.ts';
import { LIST_INSTEAD, type SelectedField, wantedDataType } from './select-custom-fields.ts';

/** A metadata field as the configuration wants it; properties that it does not name are absent. */
export type WantedField = Omit<MetadataFieldCreate, 'Description'> & { readonly Description?: string };

/** The metadata field that an entry of `fields.json` asks for. */
export function wantedFromEntry(entry: FieldEntry): WantedField {
  const options =
    entry.keyfactorDataType === MetadataDataTypes.MultipleChoice ? entry.keyfactorOptions : undefined;
  return withoutUndefined({
    Name: entry.keyfactorMetadataFieldName,
    Description: entry.keyfactorDescription,
    DataType: entry.keyfactorDataType,
    Hint: entry.keyfactorHint,
    Validation: entry.keyfactorValidation,
    Enrollment: entry.keyfactorEnrollment,
    Message: entry.keyfactorMessage,
    Options: options?.join(','),
    DefaultValue: entry.keyfactorDefaultValue,
    DisplayOrder: entry.keyfactorDisplayOrder,
    CaseSensitive: entry.keyfactorCaseSensitive,
  });
}

/**
 * The metadata field that import-all derives from a Sectigo custom field.
 *
 * A field that is mandatory in SCM does not become required in Command: that would bind every enrollment there.
 */
export function wantedFromDefinition(
  field: SelectedField,
  name: string,
): { readonly wanted: WantedField } | { readonly problem: FieldProblem } {
  const { definition } = field;
  const dataType = wantedDataType(field);
  const wanted = { Name: name, Description: definition.name, DataType: dataType };
  if (dataType !== MetadataDataTypes.MultipleChoice) return { wanted };
  const joined = joinOptions(definition.input.options ?? []);
  if (joined.ok) return { wanted: { ...wanted, Options: joined.text } };
  return {
    problem: {
      message: `The option "${joined.option}" of the Sectigo custom field "${definition.name}" contains a comma, which Keyfactor uses to separate options`,
      remedy: `Reword the option in SCM. ${LIST_INSTEAD}`,
    },
  };
}

const comparedProperties = [
  'Description',
  'DataType',
  'Hint',
  'Validation',
  'Enrollment',
  'Message',
  'Options',
  'DefaultValue',
  'DisplayOrder',
  'CaseSensitive',
] as const;

/** Lists the properties in which an existing field differs from the wanted one. */
export function compareMetadataField(existing: MetadataField, wanted: WantedField): FieldDifference[] {
  const differences: FieldDifference[] = [];
  for (const property of comparedProperties) {
    const want = wanted[property];
    const have = existing[property];
    // Versions before Command 24 don't have CaseSensitive: nothing to bring up to date there.
    if (want === undefined || (property === 'CaseSensitive' && have === undefined)) continue;
    if (normalize(property, have) === normalize(property, want)) continue;
    differences.push({
      field: existing.Name ?? wanted.Name,
      property,
      existing: have ?? null,
      wanted: want ?? null,
    });
  }
  return differences;
}

/**
 * The field to send back so that its differences go away, every other property as it was read.
 *
 * Undefined when nothing can be changed: the data type is frozen at creation.
 */
export function updatedMetadataField(
  existing: MetadataField,
  differences: readonly FieldDifference[],
): MetadataField | undefined {
  const changes = differences.filter(({ property }) => property !== 'DataType');
  if (changes.length === 0) return undefined;
  return {
    ...existing,
    ...Object.fromEntries(changes.map(({ property, wanted }) => [property, wanted])),
  };
}

function normalize(property: string, value: unknown): string {
  if (property === 'Options') return splitOptions(typeof value === 'string' ? value : '').join(',');
  // Absent, null and the zero value of a type mean the same to Command.
  return value === null || value === undefined || value === false || value === 0 ? '' : String(value);
}

function withoutUndefined(field: { [K in keyof WantedField]: WantedField[K] | undefined }): WantedField {
  return Object.fromEntries(
    Object.entries(field).filter(([, value]) => value !== undefined),
  ) as unknown as WantedField;
}
