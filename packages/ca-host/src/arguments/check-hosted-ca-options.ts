import type { Clock } from '@certbridge/ca-plugin';
import { isRecord, mustBeOneOf, offerRecord } from '@certbridge/plain-text';
import { ApiError, checkHttpOptions, httpOptionNames, required, type Shape } from '@certbridge/rest-client';
import type { CaDatabase } from '../contract/ca-database.ts';
import type { HostedCaOptions } from '../hosting/hosted-ca-options.ts';
import type { ProfileSettings } from '../hosting/profile-settings.ts';
import { checkDuration, checkFunctions, checkObject, checkText, checkWhole } from './check-values.ts';
import { invalidArgument } from './invalid-argument.ts';

const of = 'createHostedCa';

const hostedCaOptions = required('option', {
  name: 'text',
  connection: 'object',
  database: 'implemented',
  isOnly: 'flag?',
  settingsOf: 'function?',
  http: 'object?',
  orderGraceMs: 'number?',
  settleMs: 'number?',
  concurrency: 'number?',
  loginPauseMs: 'number?',
  clock: 'implemented?',
} satisfies Shape<HostedCaOptions>);

const profileSettings = required('property', {
  parameters: 'any?',
  renewals: 'text?',
} satisfies Shape<Partial<ProfileSettings>>);

const renewals = ['order', 'renew'] as const satisfies ProfileSettings['renewals'][];

/** Throws a `CaPluginError` 'invalid-argument' that names the option which is missing, unknown or of another kind. */
export function checkHostedCaOptions(options: HostedCaOptions): void {
  checkObject(options, hostedCaOptions, { of, inside: { http: httpOptionNames } });
  const { name, database, clock, http, concurrency = 1 } = options;
  const option = (each: keyof HostedCaOptions) => `The option ${each} of ${of}`;
  checkText(name, option('name'));
  checkFunctions(database, option('database'), ['store', 'records'] satisfies (keyof CaDatabase)[]);
  if (clock !== undefined) checkFunctions(clock, option('clock'), ['now', 'sleep'] satisfies (keyof Clock)[]);
  for (const each of ['orderGraceMs', 'settleMs', 'loginPauseMs'] as const) {
    const { [each]: duration = 0 } = options;
    checkDuration(duration, option(each));
  }
  checkWhole(concurrency, option('concurrency'), 1);
  if (http !== undefined) checkHttp(http);
}

/** Throws a `CaPluginError` 'invalid-argument' unless what `settingsOf` returned are settings. The values of parameters are for the plugin to check. */
export function checkProfileSettings(settings: ProfileSettings): ProfileSettings {
  const name = `The settings that settingsOf of ${of} returns`;
  if (!isRecord(settings)) {
    throw invalidArgument(`${name} must be an object of parameters and renewals.${offerRecord(settings)}`);
  }
  checkObject(settings, profileSettings, { of: `what settingsOf of ${of} returns` });
  const { parameters, renewals: given } = settings;
  if (!isRecord(parameters)) {
    throw invalidArgument(`${name} must have an object of texts as parameters.${offerRecord(parameters)}`);
  }
  // Without it, a request is an order like any other.
  if (given === undefined || renewals.includes(given)) return settings;
  throw invalidArgument(`${name} must have renewals, which ${mustBeOneOf(given, renewals)}`);
}

function checkHttp(http: NonNullable<HostedCaOptions['http']>): void {
  try {
    checkHttpOptions(http);
  } catch (error) {
    throw error instanceof ApiError ? invalidArgument(error.message) : error;
  }
}
