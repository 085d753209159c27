import { checkTemplateSettings } from '@certbridge/ca-plugin';
import { withoutName } from '../../ca/actions/setting-problems.ts';
import type { ConfigurationFault } from '../../configuration-error.ts';
import { isObject } from '../../settings/settings-of.ts';
import { listIn, valueIn } from './value-in.ts';

/** Lists the settings of profiles that are wrong whatever SCM has. The rest of the configuration may be invalid, too. */
export function checkSettingForms(config: unknown): Omit<ConfigurationFault, 'file'>[] {
  return listIn(config, 'cas').flatMap((ca, index) => {
    const profiles = valueIn(ca, 'profiles');
    const names = isObject(profiles) ? Object.keys(profiles) : [];
    return [
      ...check(valueIn(ca, 'settings'), `cas[${index}].settings`),
      ...names.flatMap((name) =>
        check(valueIn(profiles, name, 'settings'), `cas[${index}].profiles.${name}.settings`),
      ),
    ];
  });
}

function check(settings: unknown, place: string): Omit<ConfigurationFault, 'file'>[] {
  if (!isObject(settings)) return [];
  const parameters = Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  return checkTemplateSettings(parameters).map(({ setting, message }) => {
    // It says what to write.
    const remedy = setting === null ? message : `${setting} ${withoutName(message, setting)}`;
    return { path: `${place}.${setting}`, message: 'this is not valid', remedy };
  });
}
