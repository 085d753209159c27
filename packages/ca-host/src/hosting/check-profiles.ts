import type { SettingProblem } from '@certbridge/ca-plugin';
import type { HostCallOptions } from '../contract/hosted-ca.ts';
import type { HostContext } from './host-context.ts';

/** Problems that the authority reports with the settings of a profile. Messages are for the operator: they name what else there is. */
export interface ProfileCheck {
  readonly profile: string;
  /** Settings that are wrong, and names that orders ignore. */
  readonly wrong: readonly SettingProblem[];
  /** Custom fields that the authority demands, and that nothing is set for. */
  readonly missing: readonly SettingProblem[];
}

type Context = Pick<HostContext, 'plugin' | 'profiles' | 'settingsOf'>;
type Parameters = Readonly<Record<string, string>>;

/** Compares the settings of every profile with what the authority has now. Throws a CaPluginError where it can't be asked. */
export async function checkProfiles(
  context: Context,
  { signal }: HostCallOptions = {},
): Promise<readonly ProfileCheck[]> {
  const { plugin, profiles, settingsOf } = context;
  const general = new Map<string, Promise<Omit<ProfileCheck, 'profile'>>>();
  const checks: ProfileCheck[] = [];
  for (const { name, productId } of await profiles.list({ signal })) {
    const { parameters } = settingsOf(name);
    // Most profiles have the same ones.
    const key = JSON.stringify(parameters);
    const known = general.get(key) ?? checkFields(plugin, parameters, { signal });
    general.set(key, known);
    const { wrong, missing } = await known;
    const ofProduct = await plugin.validateProductInfo({ productId, parameters }, { signal });
    checks.push({ profile: name, wrong: [...wrong, ...ofProduct], missing });
  }
  return checks;
}

/** What does not depend on the product. */
async function checkFields(
  plugin: Context['plugin'],
  parameters: Parameters,
  options: HostCallOptions,
): Promise<Omit<ProfileCheck, 'profile'>> {
  const wrong = await plugin.findUnknownParameters(Object.keys(parameters), options);
  return { wrong, missing: await plugin.findMissingParameters(parameters, options) };
}
