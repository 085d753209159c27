import type { Switches } from '../switches.ts';
import { parseIsoDate } from './dates.ts';
import { badRequest, type ScmError } from './scm-error.ts';
import type { ScmCustomField, ScmState, StoredValue } from './scm-state.ts';

/** A custom field value in requests and responses. */
export interface NamedValue {
  name: string;
  value: string;
}

/** Checks whether values of a field are shown and accepted. */
export function isActiveField(field: ScmCustomField, switches: Switches): boolean {
  return (
    field.state === 'ACTIVE' || (field.state === 'SUSPENDED_ACTIVE' && switches.suspendedActive === 'active')
  );
}

/** Lists the values of active SSL fields by name, in order of definition. */
export function shownValues(
  values: readonly StoredValue[],
  state: ScmState,
  switches: Switches,
): NamedValue[] {
  if (values.length === 0) return [];
  return state.customFields.flatMap((field) => {
    if (field.certType !== 'ssl' || !isActiveField(field, switches)) return [];
    const stored = values.find(({ fieldId }) => fieldId === field.id);
    return stored === undefined ? [] : [{ name: field.name, value: stored.value }];
  });
}

/** Applies `customFields` of a PUT or an order to the stored values, without modifying them. */
export function applyCustomFields(
  sent: readonly NamedValue[],
  stored: readonly StoredValue[],
  { state, switches, mandatory }: { state: ScmState; switches: Switches; mandatory: 'checked' | 'unchecked' },
): StoredValue[] | ScmError {
  const active = state.customFields.filter(
    (field) => field.certType === 'ssl' && isActiveField(field, switches),
  );
  const result = new Map<number, string>();
  const kept = switches.customFieldsOnPut === 'merge' ? stored : keepOnReplace(stored, active, switches);
  for (const { fieldId, value } of kept) result.set(fieldId, value);

  for (const { name, value } of sent) {
    const field = findField(active, name, switches);
    if (field === undefined) {
      if (switches.unknownCustomField === 'ignored') continue;
      return badRequest(-135, `Custom field '${name}' is not found.`);
    }
    if (!fitsInput(value, field) && switches.badCustomFieldValue === 'refused') {
      return badRequest(-1601, `The value of custom field '${field.name}' is not valid.`);
    }
    if (value === '' && switches.emptyCustomFieldValue === 'cleared') result.delete(field.id);
    else result.set(field.id, value);
  }
  const missing = active.find((field) => field.mandatories.includes('REST_API') && !result.get(field.id));
  if (missing !== undefined && mandatory === 'checked') {
    return badRequest(-62, `Custom field '${missing.name}' is mandatory.`);
  }
  return [...result].map(([fieldId, value]) => ({ fieldId, value }));
}

function keepOnReplace(
  stored: readonly StoredValue[],
  active: readonly ScmCustomField[],
  switches: Switches,
): readonly StoredValue[] {
  if (switches.inactiveValuesOnReplace === 'dropped') return [];
  return stored.filter(({ fieldId }) => !active.some((field) => field.id === fieldId));
}

function findField(
  active: readonly ScmCustomField[],
  name: string,
  { customFieldNameCase }: Switches,
): ScmCustomField | undefined {
  const folded = name.toLowerCase();
  return active.find(
    (field) =>
      field.name === name || (customFieldNameCase === 'ignored' && field.name.toLowerCase() === folded),
  );
}

// Only the form of dates is documented; the other rules are the sandbox's choice.
function fitsInput(value: string, { input }: ScmCustomField): boolean {
  if (value === '') return true;
  switch (input.type) {
    case 'EMAIL':
      return /^[^\s@]+@[^\s@]+$/.test(value);
    case 'NUMBER':
      return /^-?\d+(\.\d+)?$/.test(value);
    case 'TEXT_OPTION':
      return input.options?.includes(value) ?? false;
    case 'DATE':
      return parseIsoDate(value) !== undefined;
    case 'TEXT_SINGLE_LINE':
      return !/[\r\n]/.test(value);
    case 'TEXT_MULTI_LINE':
      return true;
  }
}
