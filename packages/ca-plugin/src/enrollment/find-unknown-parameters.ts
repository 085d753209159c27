import { describeNamed, describePossible } from '../catalog/catalog-list.ts';
import { isSameName, suggestName } from '../catalog/names.ts';
import { templateAnnotations } from '../catalog/template-settings.ts';
import type { SettingProblem } from '../contract/property-annotation.ts';
import type { PluginContext } from '../plugin-context.ts';
import { isActive } from './custom-field-values.ts';
import { gatewayParameters } from './parameters.ts';

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
