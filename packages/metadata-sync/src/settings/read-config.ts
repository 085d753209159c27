import { compileDateFormat, DateFormatError } from '@certbridge/field-mapping';
import * as v from 'valibot';
import { readAddedSince } from './added-since.ts';
import type { ConfigurationProblem, SourceDocument } from './document.ts';
import { canonicalizeKeys, isJsonObject, joinPath } from './known-keys.ts';
import type { KeyfactorLogin, SectigoLogin, SyncSettings } from './sync-settings.ts';
import { address, filledText, flag, LARGEST_ID, loginName, text, wholeNumber } from './values.ts';

/** Values that take the place of those in `config.json`, by the same key names. */
export type ConfigOverrides = Readonly<Record<string, unknown>>;

/** The part of the settings that `config.json` holds. */
export type ConfigSettings = Omit<SyncSettings, 'manualFields' | 'customFields' | 'replacements'>;

/** The outcome of reading one document. */
export interface DocumentReading<T> {
  /** Absent where there are problems. */
  readonly value?: T;
  readonly problems: readonly ConfigurationProblem[];
  readonly notes: readonly string[];
}

/** The longest page SCM gives: the documented maximum of `size`. */
const LARGEST_SECTIGO_PAGE = 200;

// No maximum is published for Command; official scripts use 1000, and large limits are documented as slow.
const LARGEST_KEYFACTOR_PAGE = 10_000;

const oauthRules = {
  tokenUrl: { schema: address, remedy: 'Give the address of the token endpoint of your identity provider.' },
  clientId: { schema: filledText, remedy: 'Give the client id of the OAuth client.' },
  clientSecret: { schema: filledText, remedy: 'Give the client secret, or env:NAME or file:PATH.' },
  scopesCsv: { schema: v.optional(text), remedy: 'Give the scopes separated by commas, or leave it out.' },
  audience: { schema: v.optional(text), remedy: 'Give the audience as text, or leave it out.' },
  requestedWith: {
    schema: v.optional(
      v.picklist(['APIClient', 'XMLHttpRequest'], 'must be "APIClient" or "XMLHttpRequest"'),
    ),
    remedy: 'Leave it out for "APIClient".',
  },
  refreshSkewSeconds: {
    schema: v.optional(wholeNumber(0, 3600)),
    remedy: 'Give the seconds before its expiry at which a token is renewed, or leave it out for 60.',
  },
};

const configRules = {
  sectigoLogin: { schema: loginName, remedy: 'Give the login name of the SCM API account.' },
  sectigoPassword: {
    schema: v.optional(filledText),
    remedy: 'Give the password of the SCM API account, or env:NAME or file:PATH.',
  },
  sectigoClientCertificate: {
    schema: v.optional(filledText),
    remedy: 'Give the path of a PFX or PEM file, or leave it out for password login.',
  },
  sectigoClientCertificateKey: { schema: v.optional(filledText), remedy: 'Give the path of a PEM key file.' },
  sectigoClientCertificatePassphrase: {
    schema: v.optional(text),
    remedy: 'Give the passphrase, or env:NAME or file:PATH.',
  },
  sectigoCustomerUri: {
    schema: filledText,
    remedy: 'Give the last part of the SCM login address, after /customer/.',
  },
  sectigoAPIUrl: {
    schema: address,
    remedy: 'Give the base address of SCM, for example https://cert-manager.com.',
  },
  keyfactorLogin: {
    schema: v.optional(loginName),
    remedy: 'Give the domain and user name, for example "DOMAIN\\\\user".',
  },
  keyfactorPassword: {
    schema: v.optional(filledText),
    remedy: 'Give the password of the Keyfactor account, or env:NAME or file:PATH.',
  },
  keyfactorOAuth: {
    schema: v.optional(v.custom<Record<string, unknown>>(isJsonObject, 'must be an object')),
    remedy: 'Give tokenUrl, clientId and clientSecret inside it, or leave it out.',
  },
  keyfactorAccessToken: {
    schema: v.optional(filledText),
    remedy: 'Give env:NAME or file:PATH of an access token, or leave it out.',
  },
  keyfactorAPIUrl: {
    schema: address,
    remedy: 'Give the address of the Keyfactor API, for example https://keyfactor.example.com/KeyfactorAPI.',
  },
  keyfactorDateFormat: {
    schema: v.optional(text, 'M/d/yyyy h:mm:ss tt'),
    remedy: 'Give a .NET custom date format such as "M/d/yyyy h:mm:ss tt" or "yyyy-MM-dd".',
  },
  keyfactorAddedSince: {
    schema: v.optional(text),
    remedy: 'Give a date such as 2025-09-01 or 2025-09-01T13:45, or leave it out.',
  },
  importAllCustomFields: { schema: v.optional(flag, false), remedy: 'Write "true" or "false".' },
  syncRevokedAndExpiredCerts: { schema: v.optional(flag, false), remedy: 'Write "true" or "false".' },
  enableDisabledFieldSync: { schema: v.optional(flag, false), remedy: 'Write "true" or "false".' },
  enableTruncation: { schema: v.optional(flag, false), remedy: 'Write "true" or "false".' },
  issuerDNLookupTerm: {
    schema: filledText,
    remedy: 'Give a part of the issuer DN that only Sectigo-issued certificates have, for example "Sectigo".',
  },
  sslTypeIds: {
    schema: v.pipe(
      v.array(wholeNumber(1, LARGEST_ID), 'must be an array of numbers'),
      v.minLength(1, 'must not be empty'),
    ),
    remedy: 'List the ids of the SSL certificate profiles to sync, for example [1001, 1002].',
  },
  sectigoPageSize: {
    schema: v.optional(wholeNumber(1, LARGEST_ID), 25),
    remedy: `Give the certificates a page, 1 to ${LARGEST_SECTIGO_PAGE}, or leave it out for 25.`,
  },
  keyfactorPageSize: {
    schema: v.optional(wholeNumber(1, LARGEST_KEYFACTOR_PAGE), 100),
    remedy: 'Give the certificates a page, or leave it out for 100.',
  },
  caCertificateFile: {
    schema: v.optional(filledText),
    remedy: 'Give the path of a PEM file, or leave it out.',
  },
};

// Present in the files of older versions; metadata fields are always usable through the API now.
const retiredKeys = ['keyfactorAllowAPI'];

/** Reads `config.json`: every setting under a root key `config`, keys in any letter case. */
export function readConfig(
  document: SourceDocument,
  overrides: ConfigOverrides = {},
): DocumentReading<ConfigSettings> {
  const { file } = document;
  if (!isJsonObject(document.value)) {
    const remedy = 'Put the settings into { "config": { … } }.';
    return { problems: [{ file, path: '', message: 'must be a JSON object', remedy }], notes: [] };
  }
  const root = canonicalizeKeys(document.value, { keys: ['config'] }, { file, path: '' });
  if (!isJsonObject(root.values.config)) {
    const missing = {
      file,
      path: '',
      message: 'the root key "config" with the settings inside is missing',
      remedy: 'Put the settings into { "config": { … } }.',
    };
    // Without their root key all settings would be reported as unknown ones: noise around the one mistake.
    return { problems: [missing], notes: root.notes };
  }
  const keys = Object.keys(configRules).filter((key) => key !== 'keyfactorAccessToken');
  const keyed = canonicalizeKeys(
    root.values.config,
    { keys, retired: retiredKeys },
    { file, path: 'config' },
  );
  const values = { ...withoutEmpty(keyed.values), ...overrides };
  const checked = check(configRules, values, { file, path: 'config' });
  const login = checked.value && readLogins(checked.value, file);
  const problems = [
    ...root.problems,
    ...keyed.problems,
    ...checked.problems,
    ...(login?.problems ?? []),
    ...(checked.value ? checkFormats(checked.value, file) : []),
  ];
  const notes = [...root.notes, ...keyed.notes, ...(login?.notes ?? [])];
  if (problems.length > 0 || !checked.value || !login?.value) return { problems, notes };
  const config = checked.value;
  if (config.sectigoPageSize > LARGEST_SECTIGO_PAGE) {
    notes.push(`${file}: config.sectigoPageSize is above SCM's maximum; ${LARGEST_SECTIGO_PAGE} is used.`);
  }
  return { value: toSettings(config, login.value), problems, notes };
}

type Rules = Record<string, { readonly schema: v.GenericSchema; readonly remedy: string }>;
type Checked<R extends Rules> = { [K in keyof R]: v.InferOutput<R[K]['schema']> };
type Config = Checked<typeof configRules>;
type Logins = { readonly sectigo: SectigoLogin; readonly keyfactor: KeyfactorLogin };

/** Checks every value against its rule and reports all that fail, each with the rule's remedy. */
function check<R extends Rules>(
  rules: R,
  values: Record<string, unknown>,
  place: { readonly file: string; readonly path: string },
): { readonly value?: Checked<R>; readonly problems: readonly ConfigurationProblem[] } {
  const problems: ConfigurationProblem[] = [];
  const outputs: Record<string, unknown> = {};
  for (const [key, { schema, remedy }] of Object.entries(rules)) {
    const result = v.safeParse(schema, values[key]);
    if (result.success) {
      outputs[key] = result.output;
      continue;
    }
    for (const issue of result.issues) {
      const inside = (issue.path ?? []).map((item) => item.key as string | number);
      const path = inside.reduce<string>(joinPath, joinPath(place.path, key));
      const message = values[key] === undefined ? 'is missing' : issue.message;
      problems.push({ file: place.file, path, message, remedy });
    }
  }
  return problems.length > 0 ? { problems } : { value: outputs as Checked<R>, problems };
}

/** Leaves out what is null or an empty text: stock files carry every key, unused ones empty. */
function withoutEmpty(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  );
}

function readLogins(config: Config, file: string): DocumentReading<Logins> {
  const sectigo = readSectigoLogin(config, file);
  const keyfactor = readKeyfactorLogin(config, file);
  const problems = [...sectigo.problems, ...keyfactor.problems];
  const notes = [...sectigo.notes, ...keyfactor.notes];
  if (!sectigo.value || !keyfactor.value) return { problems, notes };
  return { value: { sectigo: sectigo.value, keyfactor: keyfactor.value }, problems, notes };
}

function readSectigoLogin(config: Config, file: string): DocumentReading<SectigoLogin> {
  const login = config.sectigoLogin;
  if (config.sectigoClientCertificate !== undefined) {
    const value: SectigoLogin = {
      type: 'certificate',
      login,
      certificateFile: config.sectigoClientCertificate,
      keyFile: config.sectigoClientCertificateKey,
      passphrase: config.sectigoClientCertificatePassphrase,
    };
    const notes =
      config.sectigoPassword === undefined
        ? []
        : [`${file}: config.sectigoPassword is not used, because config.sectigoClientCertificate is set.`];
    return { value, problems: [], notes };
  }
  if (config.sectigoPassword === undefined) {
    const { remedy } = configRules.sectigoPassword;
    return { problems: [{ file, path: 'config.sectigoPassword', message: 'is missing', remedy }], notes: [] };
  }
  return { value: { type: 'password', login, password: config.sectigoPassword }, problems: [], notes: [] };
}

function readKeyfactorLogin(config: Config, file: string): DocumentReading<KeyfactorLogin> {
  if (config.keyfactorAccessToken !== undefined) {
    return { value: { type: 'token', accessToken: config.keyfactorAccessToken }, problems: [], notes: [] };
  }
  const oauth = config.keyfactorOAuth;
  if (oauth !== undefined) {
    const path = 'config.keyfactorOAuth';
    const keyed = canonicalizeKeys(oauth, { keys: Object.keys(oauthRules) }, { file, path });
    const values = withoutEmpty(keyed.values);
    // A stock file has the block with empty texts in it: not meant for use.
    const filledIn = ['tokenUrl', 'clientId', 'clientSecret'].some((key) => key in values);
    if (filledIn || keyed.problems.length > 0) return readOAuth(keyed, values, { config, file, path });
  }
  const problems: ConfigurationProblem[] = [];
  for (const key of ['keyfactorLogin', 'keyfactorPassword'] as const) {
    if (config[key] === undefined) {
      const remedy = `${configRules[key].remedy} For OAuth, fill in config.keyfactorOAuth instead.`;
      problems.push({ file, path: `config.${key}`, message: 'is missing', remedy });
    }
  }
  const { keyfactorLogin: username, keyfactorPassword: password } = config;
  if (username === undefined || password === undefined) return { problems, notes: [] };
  return { value: { type: 'basic', username, password }, problems, notes: [] };
}

function readOAuth(
  keyed: { readonly problems: readonly ConfigurationProblem[]; readonly notes: readonly string[] },
  values: Record<string, unknown>,
  { config, file, path }: { readonly config: Config; readonly file: string; readonly path: string },
): DocumentReading<KeyfactorLogin> {
  const checked = check(oauthRules, values, { file, path });
  const problems = [...keyed.problems, ...checked.problems];
  const notes = [...keyed.notes];
  if (config.keyfactorPassword !== undefined) {
    notes.push(`${file}: config.keyfactorPassword is not used, because config.keyfactorOAuth is filled in.`);
  }
  if (problems.length > 0 || !checked.value) return { problems, notes };
  const { scopesCsv, ...rest } = checked.value;
  const scopes = (scopesCsv ?? '').split(',').map((scope) => scope.trim());
  return {
    value: { type: 'oauth', ...rest, scopes: scopes.filter((scope) => scope !== '') },
    problems,
    notes,
  };
}

function checkFormats(config: Config, file: string): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  try {
    const format = compileDateFormat(config.keyfactorDateFormat);
    const { keyfactorAddedSince } = config;
    if (keyfactorAddedSince !== undefined && readAddedSince(keyfactorAddedSince, format) === undefined) {
      const { remedy } = configRules.keyfactorAddedSince;
      const message = 'is not a date in a known form';
      problems.push({ file, path: 'config.keyfactorAddedSince', message, remedy });
    }
  } catch (error) {
    if (!(error instanceof DateFormatError)) throw error;
    const { remedy } = configRules.keyfactorDateFormat;
    const message = `is not a valid date format: ${error.message.replace(/\.$/, '')}`;
    problems.push({ file, path: 'config.keyfactorDateFormat', message, remedy });
  }
  return problems;
}

function toSettings(config: Config, login: Logins): ConfigSettings {
  const { keyfactorAddedSince, keyfactorDateFormat: dateFormat } = config;
  return {
    sectigo: {
      baseUrl: config.sectigoAPIUrl,
      customerUri: config.sectigoCustomerUri,
      login: login.sectigo,
      pageSize: Math.min(config.sectigoPageSize, LARGEST_SECTIGO_PAGE),
      sslTypeIds: [...new Set(config.sslTypeIds)],
    },
    keyfactor: {
      baseUrl: config.keyfactorAPIUrl,
      login: login.keyfactor,
      pageSize: config.keyfactorPageSize,
      dateFormat,
      addedSince:
        keyfactorAddedSince === undefined
          ? undefined
          : readAddedSince(keyfactorAddedSince, compileDateFormat(dateFormat)),
      issuerLookupTerm: config.issuerDNLookupTerm.trim(),
    },
    importAllCustomFields: config.importAllCustomFields,
    syncRevokedAndExpired: config.syncRevokedAndExpiredCerts,
    enableDisabledFields: config.enableDisabledFieldSync,
    truncate: config.enableTruncation,
    caCertificateFile: config.caCertificateFile,
  };
}
