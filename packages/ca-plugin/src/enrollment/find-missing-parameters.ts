import { quoted } from '@certbridge/plain-text';
import { sentence } from '../contract/parameter-wording.ts';
import type { SettingProblem } from '../contract/property-annotation.ts';
import type { PluginContext } from '../plugin-context.ts';
import { isMandatory } from './custom-field-values.ts';
import { parameterOf } from './parameters.ts';

/** Finds the custom fields that every order needs and that the parameters have no value for. */
export async function findMissingParameters(
  parameters: Readonly<Record<string, string>>,
  { catalog, wording }: Pick<PluginContext, 'catalog' | 'wording'>,
  signal: AbortSignal,
): Promise<readonly SettingProblem[]> {
  const { items } = await catalog.customFields(signal);
  return items
    .filter((field) => isMandatory(field) && parameterOf(parameters, field.name) === undefined)
    .map(({ name }) => ({
      setting: name,
      message: `SCM demands a value for the custom field ${quoted(name)}. ${sentence(wording.fillIn([name]))}.`,
    }));
}
