import { quoted } from '@certbridge/plain-text';
import { describeNamed, describePossible, describeRow } from '../catalog/catalog-list.ts';
import { isSameName, suggestName } from '../catalog/names.ts';
import { templateAnnotations } from '../catalog/template-settings.ts';
import type { FindingOptions } from '../contract/ca-plugin.ts';
import { sentence } from '../contract/parameter-wording.ts';
import type { SettingProblem } from '../contract/property-annotation.ts';
import type { PluginContext } from '../plugin-context.ts';
import { isActive, isMandatory } from './custom-field-values.ts';
import { gatewayParameters, parameterOf } from './parameters.ts';

/**
 * Finds parameters that have no effect on an order: they are neither settings, nor what the gateway adds, nor custom fields
 * that SCM takes.
 */
export async function findUnknownParameters(
  names: readonly string[],
  { catalog, settings, wording }: Pick<PluginContext, 'catalog' | 'settings' | 'wording'>,
  signal: AbortSignal,
): Promise<readonly SettingProblem[]> {
  if (names.length === 0) return [];
  const customFields = await catalog.customFields(signal);
  const requester = settings.externalRequestorFieldName;
  const known = [
    ...Object.keys(templateAnnotations),
    ...customFields.items.filter(isActive).map(({ name }) => name),
    ...(requester === undefined ? [] : [requester]),
    ...Object.values(gatewayParameters),
  ];
  const possible = describePossible('name', customFields);
  return names
    .filter((name) => !known.some((one) => isSameName(one, name)))
    .map((name) => ({
      setting: name,
      message:
        describeNamed(name, customFields, 'the custom field') ??
        `${wording.source(name)} is neither a setting of products nor an active custom field of SCM.${possible} ${suggestName(name, known)}`,
    }));
}

/**
 * Finds the custom fields that every order needs and that the parameters have no value for. Where the definition of a field
 * can't be read, it may be such a one, which is a finding.
 */
export async function findMissingParameters(
  parameters: Readonly<Record<string, string>>,
  { catalog, wording }: Pick<PluginContext, 'catalog' | 'wording'>,
  { signal, onFinding }: FindingOptions & { readonly signal: AbortSignal },
): Promise<readonly SettingProblem[]> {
  const { items, unreadable } = await catalog.customFields(signal);
  for (const row of unreadable)
    onFinding?.(`${describeRow(row)} Orders may need a value for this custom field.`);
  return items
    .filter((field) => isMandatory(field) && parameterOf(parameters, field.name) === undefined)
    .map(({ name }) => ({
      setting: name,
      message: `SCM demands a value for the custom field ${quoted(name)}. ${sentence(wording.fillIn([name]))}.`,
    }));
}
