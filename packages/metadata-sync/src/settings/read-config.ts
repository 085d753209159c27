import { compileDateFormat, DateFormatError } from '@certbridge/field-mapping';
import { isRecord, offerExports } from '@certbridge/plain-text';
import { readAddedSince } from './added-since.ts';
import { checkRules, withoutEmpty } from './check-rules.ts';
import {
  type Config,
  configRules,
  DEFAULT_DATE_FORMAT,
  environmentKeys,
  LARGEST_SECTIGO_PAGE,
} from './config-rules.ts';
import type { ConfigurationProblem, DocumentResult, SourceDocument } from './document.ts';
import { canonicalizeKeys } from './known-keys.ts';
import { type Logins, readLogins } from './read-logins.ts';
import type { SyncSettings } from './sync-settings.ts';

/** A key of `config.json`, or of what only the environment can give. */
export type ConfigKey = keyof typeof configRules;

/** Values that take the place of those in `config.json`, by the same key names; checked as those are. */
export type ConfigOverrides = { readonly [TKey in ConfigKey]?: unknown };

/** The part of the settings that `config.json` holds. */
export type ConfigSettings = Omit<
  SyncSettings,
  'manualFields' | 'customFields' | 'customFieldPolicies' | 'replacements'
>;

/** The outcome of reading `config.json`. */
export interface ConfigResult extends DocumentResult<ConfigSettings> {
  /** Whether all custom fields are imported, which is known even where other settings are wrong. */
  readonly importAll: boolean;
}

/** Reads `config.json`: every setting under a root key `config`, keys in any letter case. */
export function readConfig(document: SourceDocument, overrides: ConfigOverrides = {}): ConfigResult {
  const { file } = document;
  const remedy = 'Put the settings into { "config": { … } }.';
  if (!isRecord(document.value)) {
    const problem = { file, path: '', message: 'must be a JSON object', remedy };
    return { problems: [problem], notes: [], importAll: false };
  }
  const root = canonicalizeKeys(document.value, { keys: ['config'] }, { file, path: '' });
  if (!isRecord(root.values.config)) {
    const missing = {
      file,
      path: '',
      message: 'the root key "config" with the settings inside is missing',
      remedy: offerExports(document.value, 'default').trim() || remedy,
    };
    // Without their root key all settings would be reported as unknown ones: noise around the one mistake.
    return { problems: [missing], notes: [], importAll: false };
  }
  const keys = Object.keys(configRules).filter((key) => !environmentKeys.has(key));
  const keyed = canonicalizeKeys(root.values.config, { keys }, { file, path: 'config' });
  // What an override has no value for is left to the file.
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  const values = { ...withoutEmpty(keyed.values), ...Object.fromEntries(given) };
  const checked = checkRules(configRules, values, { file, path: 'config' });
  const login = readLogins(checked.sound, { file, failed: checked.failed });
  const problems = [
    ...root.problems,
    ...keyed.problems,
    ...checked.problems,
    ...login.problems,
    ...checkFormats(checked.sound, file),
  ];
  const notes = [...login.notes];
  const importAll = checked.sound.importAllCustomFields ?? false;
  if (problems.length > 0 || !checked.value || !login.value) return { problems, notes, importAll };
  const config = checked.value;
  if (config.sectigoPageSize > LARGEST_SECTIGO_PAGE) {
    notes.push(`${file}: config.sectigoPageSize is above SCM's maximum; ${LARGEST_SECTIGO_PAGE} is used.`);
  }
  return { value: toSettings(config, login.value), problems, notes, importAll };
}

function checkFormats(config: Partial<Config>, file: string): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const { keyfactorDateFormat, keyfactorAddedSince } = config;
  const add = (key: 'keyfactorDateFormat' | 'keyfactorAddedSince', message: string) =>
    problems.push({ file, path: `config.${key}`, message, remedy: configRules[key].remedy });
  let format = compileDateFormat(DEFAULT_DATE_FORMAT);
  try {
    if (keyfactorDateFormat !== undefined) format = compileDateFormat(keyfactorDateFormat);
  } catch (error) {
    if (!(error instanceof DateFormatError)) throw error;
    add('keyfactorDateFormat', `is not a valid date format: ${error.message}`);
  }
  const since = keyfactorAddedSince === undefined ? undefined : readAddedSince(keyfactorAddedSince, format);
  if (since && 'problem' in since) add('keyfactorAddedSince', since.problem);
  return problems;
}

function toSettings(config: Config, login: Logins): ConfigSettings {
  const { keyfactorAddedSince, keyfactorDateFormat: dateFormat } = config;
  const since =
    keyfactorAddedSince === undefined
      ? undefined
      : readAddedSince(keyfactorAddedSince, compileDateFormat(dateFormat));
  return {
    sectigo: {
      baseUrl: config.sectigoAPIUrl,
      customerUri: config.sectigoCustomerUri,
      login: login.sectigo,
      pageSize: Math.min(config.sectigoPageSize, LARGEST_SECTIGO_PAGE),
      readStrategy: config.readStrategy,
      sslTypeIds: [...new Set(config.sslTypeIds)],
    },
    keyfactor: {
      baseUrl: config.keyfactorAPIUrl,
      login: login.keyfactor,
      pageSize: config.keyfactorPageSize,
      dateFormat,
      addedSince: since && 'day' in since ? since.day : undefined,
      issuerLookupTerm: config.issuerDNLookupTerm,
    },
    importAllCustomFields: config.importAllCustomFields,
    syncRevokedAndExpired: config.syncRevokedAndExpiredCerts,
    enableDisabledFields: config.enableDisabledFieldSync,
    truncate: config.enableTruncation,
    conflicts: config.conflicts,
    limits: {
      overwritePercent: config.maxOverwritePercent,
      shrinkPercent: config.maxShrinkPercent,
    },
    caCertificateFile: config.caCertificateFile,
  };
}
