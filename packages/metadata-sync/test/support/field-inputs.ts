import type { MetadataField } from '@certbridge/keyfactor-client';
import type { CustomField } from '@certbridge/sectigo-client';
import type { FieldPlan, RunStop } from '../../src/fields/field-plan.ts';
import { type FieldInputs, resolveFields } from '../../src/fields/resolve-fields.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { type DocumentParts, documentsWith } from './documents.ts';

let nextId = 1;

/** A custom field of SCM. */
export function customField(name: string, parts: Partial<CustomField> = {}): CustomField {
  return {
    id: nextId++,
    name,
    certType: 'ssl',
    state: 'ACTIVE',
    input: { type: 'TEXT_SINGLE_LINE' },
    mandatories: [],
    ...parts,
  };
}

/** A metadata field of Command. */
export function metadataField(Name: string, parts: Partial<MetadataField> = {}): MetadataField {
  return { Id: nextId++, Name, Description: Name, DataType: 1, DisplayOrder: 0, ...parts };
}

/** What a field resolution is asked, configuration given as documents. */
export interface ResolutionParts extends Partial<Omit<FieldInputs, 'settings'>> {
  readonly documents?: DocumentParts;
}

function resolve({ documents, ...rest }: ResolutionParts) {
  const reading = readSettings(documentsWith({ fields: {}, ...documents }));
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return resolveFields({
    settings: reading.settings,
    mode: 'sctokf',
    updateFields: false,
    customFields: [],
    metadataFields: [],
    unreadable: { customFields: [], metadataFields: [] },
    ...rest,
  });
}

/** The plan of a resolution that must not stop. */
export function planOf(parts: ResolutionParts): FieldPlan {
  const resolution = resolve(parts);
  if ('stop' in resolution) throw new Error(JSON.stringify(resolution.stop));
  return resolution.plan;
}

/** The stop of a resolution that must not go on. */
export function stopOf(parts: ResolutionParts): RunStop {
  const resolution = resolve(parts);
  if ('plan' in resolution) throw new Error('the resolution did not stop');
  return resolution.stop;
}
