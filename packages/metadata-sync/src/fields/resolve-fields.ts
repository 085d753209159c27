import {
  compileDateFormat,
  type MetadataDataType,
  MetadataDataTypes,
  metadataDataTypeName,
  splitOptions,
} from '@certbridge/field-mapping';
import type { MetadataField, MetadataFieldCreate } from '@certbridge/keyfactor-client';
import type { CustomField } from '@certbridge/sectigo-client';
import type { SyncSettings } from '../settings/sync-settings.ts';
import type { SyncMode } from '../sync-mode.ts';
import type {
  FieldDifference,
  FieldMapping,
  FieldPlan,
  FieldProblem,
  RunStop,
  UnreadableNames,
} from './field-plan.ts';
import { commandSide, customFieldSide, manualFieldSide } from './field-sides.ts';
import { leaveOutUnreadable } from './leave-out-unreadable.ts';
import { nameFields } from './name-fields.ts';
import {
  type FieldSelection,
  isActive,
  type SelectedField,
  selectCustomFields,
} from './select-custom-fields.ts';
import {
  compareMetadataField,
  updatedMetadataField,
  type WantedField,
  wantedFromDefinition,
  wantedFromEntry,
} from './wanted-metadata-field.ts';

/** The fields of both systems, and what is asked of them. */
export interface FieldInputs {
  readonly settings: SyncSettings;
  readonly mode: SyncMode;
  /** Bring existing metadata fields to what the configuration says. */
  readonly updateFields: boolean;
  readonly customFields: readonly CustomField[];
  readonly metadataFields: readonly MetadataField[];
  readonly unreadable: { readonly customFields: UnreadableNames; readonly metadataFields: UnreadableNames };
}

/** The field plan, or the reason why there is none. */
export type FieldResolution = { readonly plan: FieldPlan } | { readonly stop: RunStop };

/** One field before its direction is chosen. */
interface Candidate {
  readonly kind: FieldMapping['kind'];
  readonly sectigoName: string;
  readonly policy: SelectedField['policy'];
  readonly definition?: CustomField | undefined;
  readonly wanted: WantedField;
}

/** A field of the sync before it is known which others the same SCM field fills. */
type SingleMapping = Omit<FieldMapping, 'agreedAs' | 'isFollower' | 'followers'>;

/** Decides which fields take part, what Command lacks and how values go from one side to the other. */
export function resolveFields(inputs: FieldInputs): FieldResolution {
  const { settings, mode } = inputs;
  const { customFields, unreadable } = inputs;
  const selection = selectCustomFields({
    customFields,
    unreadable: unreadable.customFields,
    settings,
    mode,
  });
  const naming = nameFields(selection.fields, settings);
  if (naming.unfilled.length > 0) {
    return { stop: { kind: 'banned-characters', found: naming.found, unfilled: naming.unfilled } };
  }
  const problems: FieldProblem[] = [...selection.problems, ...naming.problems];
  const candidates: Candidate[] = [];
  // Manual fields are Sectigo's own data: nothing of them goes back.
  for (const entry of mode === 'kftosc' ? [] : settings.manualFields) {
    candidates.push({
      kind: 'manual',
      sectigoName: entry.sectigoFieldName,
      policy: entry,
      wanted: wantedFromEntry(entry),
    });
  }
  for (const field of selection.fields) {
    const { definition, entry, policy } = field;
    const name = naming.names.get(definition.name) ?? definition.name;
    const result = entry ? { wanted: wantedFromEntry(entry) } : wantedFromDefinition(field, name);
    if ('problem' in result) problems.push(result.problem);
    else
      candidates.push({
        kind: 'custom',
        sectigoName: definition.name,
        policy,
        definition,
        wanted: result.wanted,
      });
  }
  if (problems.length > 0) return { stop: { kind: 'fields-unusable', problems } };
  return planFields(candidates, inputs, selection);
}

function planFields(
  candidates: readonly Candidate[],
  inputs: FieldInputs,
  { notes, ...selection }: FieldSelection,
): FieldResolution {
  const { mode, updateFields } = inputs;
  // Command looks metadata fields up without regard to letter case.
  const existing = new Map(inputs.metadataFields.map((field) => [field.Name?.toLowerCase(), field]));
  const { fields, leftOut } = leaveOutUnreadable(candidates, {
    existing: new Set(existing.keys()),
    unreadable: inputs.unreadable.metadataFields,
  });
  const mappings: SingleMapping[] = [];
  const create: MetadataFieldCreate[] = [];
  const update: MetadataField[] = [];
  const different: FieldDifference[] = [];
  const warnings: string[] = [...selection.warnings];
  for (const candidate of fields) {
    const { wanted, sectigoName } = candidate;
    const present = existing.get(wanted.Name.toLowerCase());
    if (!present) {
      // Command demands a description.
      create.push({ ...wanted, Description: wanted.Description ?? sectigoName });
      mappings.push(toMapping(candidate, wanted, inputs));
      continue;
    }
    // Only the way back takes Command's fields as they are.
    const differences = mode === 'kftosc' ? [] : compareMetadataField(present, wanted);
    different.push(...differences);
    warnings.push(
      ...differences.filter(({ property }) => property === 'DataType').map(describeTypeDifference),
    );
    const updated = updateFields ? updatedMetadataField(present, differences) : undefined;
    if (updated) update.push(updated);
    mappings.push(toMapping(candidate, updated ?? present, inputs));
  }
  if (mode === 'kftosc' && create.length > 0) {
    return { stop: { kind: 'metadata-fields-missing', names: create.map(({ Name }) => Name) } };
  }
  const linked = linkFollowers(mappings);
  return {
    plan: {
      mappings: linked,
      create,
      update,
      different,
      notes,
      warnings,
      leftOut: [...selection.leftOut, ...leftOut],
    },
  };
}

/** Chooses source and destination: the only place that depends on the mode. */
function toMapping(
  candidate: Candidate,
  field: MetadataField | WantedField,
  { settings, mode }: FieldInputs,
): SingleMapping {
  const { kind, sectigoName, policy, definition, wanted } = candidate;
  const metadataName = field.Name ?? wanted.Name;
  const { truncate } = settings;
  const keyfactor = commandSide(metadataName, {
    dataType: (field.DataType ?? wanted.DataType) as MetadataDataType,
    options: field.DataType === MetadataDataTypes.MultipleChoice ? splitOptions(field.Options) : [],
    dateFormat: compileDateFormat(settings.keyfactor.dateFormat),
    truncate,
  });
  const shared = { kind, sectigoName, metadataName, keyfactor };
  const emptyPolicy = policy.emptyPolicy ?? (kind === 'manual' ? 'clear' : 'keep');
  const flow = { emptyPolicy, sensitive: policy.sensitive ?? false };
  if (!definition) {
    const sectigo = manualFieldSide(sectigoName);
    return { ...shared, ...flow, from: sectigo, to: keyfactor, sectigo };
  }
  const sectigo = customFieldSide(definition, { truncate });
  if (mode === 'kftosc') return { ...shared, ...flow, from: keyfactor, to: sectigo, sectigo };
  // SCM takes no values for an inactive field.
  const back =
    mode === 'both' && isActive(definition) ? { ...flow, from: keyfactor, to: sectigo } : undefined;
  return { ...shared, ...flow, from: sectigo, to: keyfactor, sectigo, back };
}

function describeTypeDifference({ field, existing, wanted }: FieldDifference): string {
  const name = (type: unknown) => metadataDataTypeName(Number(type) as MetadataDataType);
  return `The metadata field "${field}" is of type ${name(existing)} in Keyfactor, not ${name(wanted)} as configured; a data type can't be changed, so only values that fit are written.`;
}

/**
 * Groups the metadata fields that one SCM field fills, in the order of the configuration: values go back only from
 * the first. A mark as sensitive on one of them counts for all.
 */
function linkFollowers(mappings: readonly SingleMapping[]): readonly FieldMapping[] {
  return mappings.map((mapping) => {
    const together = mappings.filter(
      ({ kind, sectigoName }) => kind === mapping.kind && sectigoName === mapping.sectigoName,
    );
    if (together[0] !== mapping) return toFollower(mapping, together);
    const followers = together.slice(1).map((other) => toFollower(other, together));
    return { ...withMark(mapping, together), agreedAs: mapping.sectigoName, isFollower: false, followers };
  });
}

function toFollower(mapping: SingleMapping, together: readonly SingleMapping[]): FieldMapping {
  // No name in SCM has a line end.
  const agreedAs = `${mapping.sectigoName}\n${mapping.metadataName}`;
  return { ...withMark(mapping, together), agreedAs, isFollower: true, followers: [] };
}

function withMark(mapping: SingleMapping, together: readonly SingleMapping[]): SingleMapping {
  const sensitive = together.some((other) => other.sensitive);
  return { ...mapping, sensitive, back: mapping.back && { ...mapping.back, sensitive } };
}
