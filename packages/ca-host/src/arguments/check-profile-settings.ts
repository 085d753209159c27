import { isRecord, mustBeOneOf, offerRecord } from '@certbridge/plain-text';
import type { ProfileSettings } from '../hosting/profile-settings.ts';
import { invalidArgument } from './invalid-argument.ts';

const renewals = ['order', 'renew'] as const satisfies ProfileSettings['renewals'][];

/** Throws a `CaPluginError` 'invalid-argument' unless what `settingsOf` returned are settings. The values of parameters are for the plugin to check. */
export function checkProfileSettings(settings: ProfileSettings): ProfileSettings {
  const name = 'The settings that settingsOf of createHostedCa returns';
  if (!isRecord(settings)) {
    throw invalidArgument(`${name} must be an object of parameters and renewals.${offerRecord(settings)}`);
  }
  const { parameters, renewals: given } = settings;
  if (!isRecord(parameters)) {
    throw invalidArgument(`${name} must have an object of texts as parameters.${offerRecord(parameters)}`);
  }
  // Without it, a request is an order like any other.
  if (given === undefined || renewals.includes(given)) return settings;
  throw invalidArgument(`${name} must have renewals, which ${mustBeOneOf(given, renewals)}`);
}
