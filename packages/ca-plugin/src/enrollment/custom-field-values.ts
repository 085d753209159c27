import { didYouMean } from '@certbridge/plain-text';
import type { CustomField } from '@certbridge/sectigo-client';
import { type CatalogList, describeNamed } from '../catalog/catalog-list.ts';
import { type ParameterWording, sentence, templateWording } from '../contract/parameter-wording.ts';
import { parameterOf } from './parameters.ts';
import { isRefusal, type OrderRefusal, refuse } from './refusal.ts';

/** Values of custom fields by name. */
export type CustomFieldValues = ReadonlyMap<string, string>;

/** The values to order with, or why nothing is ordered. */
export type CustomFieldValuesResult = CustomFieldValues | OrderRefusal;

const longestValue = 256;

/**
 * Takes the values of the template parameters that have the name of an active custom field, in any letter case. Refuses
 * values that SCM would refuse for certain, and those of a field that can't be read; how it checks e-mail addresses and numbers is not documented.
 */
export function readCustomFieldValues(
  { items, unreadable }: CatalogList<CustomField>,
  parameters: Readonly<Record<string, string>>,
): CustomFieldValuesResult {
  // Without it the certificate would not be what was asked for.
  for (const { name } of unreadable) {
    const problem =
      name === undefined || parameterOf(parameters, name) === undefined
        ? undefined
        : describeNamed(name, { unreadable }, 'the custom field');
    if (problem !== undefined) return refuse(problem);
  }
  const values = new Map<string, string>();
  for (const field of items.filter(isActive)) {
    const value = parameterOf(parameters, field.name);
    if (value === undefined) continue;
    const checked = checkValue(value, field);
    if (isRefusal(checked)) return checked;
    values.set(field.name, checked);
  }
  return values;
}

/** Refuses an order without a value for a custom field that is mandatory for the REST API; names all that are missing. */
export function checkMandatoryFields(
  fields: readonly CustomField[],
  values: CustomFieldValues,
  wording: ParameterWording = templateWording,
): OrderRefusal | undefined {
  const missing = fields
    .filter(isMandatory)
    .filter(({ name }) => !values.has(name))
    .map(({ name }) => name);
  if (missing.length === 0) return undefined;
  const names = missing.map((name) => `"${name}"`).join(', ');
  const noun = missing.length === 1 ? 'custom field' : 'custom fields';
  return refuse(`SCM demands a value for the ${noun} ${names}. ${sentence(wording.fillIn(missing))}.`);
}

/** Returns whether an order needs a value for a custom field. */
export function isMandatory(field: CustomField): boolean {
  return isActive(field) && field.mandatories.includes('REST_API');
}

/**
 * Returns whether a custom field goes with an order. What the suspended states mean is not documented; SCM refuses fields that
 * it takes for inactive (-135).
 */
export function isActive({ state, certType }: CustomField): boolean {
  return state === 'ACTIVE' && certType === 'ssl';
}

function checkValue(value: string, { name, input }: CustomField): string | OrderRefusal {
  if (value.length > longestValue) {
    return refuse(
      `The value for "${name}" has ${value.length} characters; SCM takes ${longestValue}. Shorten it.`,
    );
  }
  const { type, options = [] } = input;
  if (type === 'DATE' && !isDate(value)) {
    return refuse(`The value for "${name}" must be a date such as 2026-03-31.`);
  }
  if (type !== 'TEXT_OPTION' || options.length === 0 || options.includes(value)) return value;
  const option = options.find((one) => one.toLowerCase() === value.toLowerCase());
  if (option !== undefined) return option;
  const choice = options.length === 1 ? '' : ' one of';
  const offer = didYouMean(value, options);
  return refuse(`The value for "${name}" must be${choice}: ${options.join(', ')}.${offer}`);
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  // Date turns 02-30 into 03-02 instead of refusing it.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
