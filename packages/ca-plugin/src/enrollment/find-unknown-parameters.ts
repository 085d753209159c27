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
  { client, settings, wording }: Pick<PluginContext, 'client' | 'settings' | 'wording'>,
  signal: AbortSignal,
): Promise<readonly SettingProblem[]> {
  if (names.length === 0) return [];
  const customFields = await client.customFields.list({ certType: 'SSL', signal });
  const requester = settings.externalRequestorFieldName;
  const known = [
    ...Object.keys(templateAnnotations),
    ...customFields.filter(isActive).map(({ name }) => name),
    ...(requester === undefined ? [] : [requester]),
    ...Object.values(gatewayParameters),
  ];
  return names
    .filter((name) => !known.some((one) => isSameName(one, name)))
    .map((name) => ({
      setting: name,
      message: `${wording.source(name)} is neither a setting of products nor an active custom field of SCM. ${suggestName(name, known)}`,
    }));
}
