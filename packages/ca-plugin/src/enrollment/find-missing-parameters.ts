import { quoted } from '@certbridge/plain-text';
import { describeRow } from '../catalog/catalog-list.ts';
import type { FindingOptions } from '../contract/ca-plugin.ts';
import { sentence } from '../contract/parameter-wording.ts';
import type { SettingProblem } from '../contract/property-annotation.ts';
import type { PluginContext } from '../plugin-context.ts';
import { isMandatory } from './custom-field-values.ts';
import { parameterOf } from './parameters.ts';

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
