import {
  composeBaseUrl,
  domainUserName,
  type EnvironmentProblem,
  type KeyfactorSettings,
  readVariables,
} from '@certbridge/keyfactor-client';
import type { ConfigurationFault } from '../configuration-error.ts';
import { isObject, type Settings, settingsOf } from './settings-of.ts';
import type { UsedVariable } from './variables-of.ts';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What environment variables say about the two systems. */
export interface EnvironmentResult {
  /** Values that override those of `config.json`, by its key names; `undefined` removes the file's value. */
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly keyfactorHttp: {
    /** Further authorities to trust: each a file's path or PEM text. */
    readonly ca: readonly string[];
    /** Present only as `false`: TLS certificates are not verified. */
    readonly rejectUnauthorized?: false;
    readonly attemptTimeoutMs?: number;
  };
  /** Which variable decided which setting, to be logged by name and never by value. */
  readonly used: readonly UsedVariable[];
  readonly problems: readonly ConfigurationFault[];
}

const plainSettings = {
  SECTIGO_BASE_URL: 'sectigoAPIUrl',
  SECTIGO_USERNAME: 'sectigoLogin',
  SECTIGO_PASSWORD: 'sectigoPassword',
  SECTIGO_CUSTOMER_URI: 'sectigoCustomerUri',
  SECTIGO_CLIENT_ID: 'sectigoClientId',
  SECTIGO_CLIENT_SECRET: 'sectigoClientSecret',
  SECTIGO_TOKEN_URL: 'sectigoTokenUrl',
  KEYFACTOR_PASSWORD: 'keyfactorPassword',
  KEYFACTOR_AUTH_ACCESS_TOKEN: 'keyfactorAccessToken',
};

/** Settings that `config.json` has no key for. */
export const environmentOnly: readonly UsedVariable[] = [
  { setting: 'sectigoClientId', variable: 'SECTIGO_CLIENT_ID' },
  { setting: 'sectigoClientSecret', variable: 'SECTIGO_CLIENT_SECRET' },
  { setting: 'sectigoTokenUrl', variable: 'SECTIGO_TOKEN_URL' },
  { setting: 'keyfactorAccessToken', variable: 'KEYFACTOR_AUTH_ACCESS_TOKEN' },
];

const oauthSettings = {
  KEYFACTOR_AUTH_CLIENT_ID: 'clientId',
  KEYFACTOR_AUTH_CLIENT_SECRET: 'clientSecret',
  KEYFACTOR_AUTH_TOKEN_URL: 'tokenUrl',
  KEYFACTOR_AUTH_SCOPES: 'scopesCsv',
  KEYFACTOR_AUTH_AUDIENCE: 'audience',
};

/** Each gives authorities to trust for Command. */
export const authorityVariables = ['KEYFACTOR_CA_CERT', 'KEYFACTOR_AUTH_CA_CERT'];

const addressVariables = ['KEYFACTOR_HOSTNAME', 'KEYFACTOR_PORT', 'KEYFACTOR_API_PATH'];

/**
 * Reads the environment variables of Keyfactor's own tools, and their likes for Sectigo. An empty one counts as not set.
 *
 * `config` is the parsed `config.json`: parts of an address, a login or an OAuth block that no variable gives come from
 * there. A password in the environment means password login, whatever other login the file describes, unless the
 * environment holds OAuth credentials too.
 */
export function readEnvironment(env: Environment, config: unknown): EnvironmentResult {
  const file = settingsOf(config);
  const overrides: Record<string, unknown> = {};
  const used: { setting: string; variable: string }[] = [];
  for (const [variable, setting] of Object.entries(plainSettings)) {
    if (!env[variable]) continue;
    overrides[setting] = env[variable];
    used.push({ setting, variable });
  }
  if (env.SECTIGO_PASSWORD) overrides.sectigoClientCertificate = undefined;
  readLogin(env, file, { overrides, used });
  readOAuth(env, file, { overrides, used });
  const { settings, problems } = readVariables(env);
  const address = composeBaseUrl(settings, file.keyfactorapiurl);
  if (address.url !== undefined) {
    overrides.keyfactorAPIUrl = address.url;
    const given = addressVariables.filter((variable) => env[variable]);
    used.push(...given.map((variable) => ({ setting: 'keyfactorAPIUrl', variable })));
  }
  used.push(...usedByHttp(env, settings));
  return {
    overrides,
    keyfactorHttp: httpOptions(settings),
    used,
    problems: [...address.problems, ...problems].map(toConfigurationProblem),
  };
}

interface Findings {
  readonly overrides: Record<string, unknown>;
  readonly used: { setting: string; variable: string }[];
}

/** Keyfactor's tools turn `user@domain` into `domain\user`, and put the domain before a name that has none. */
function readLogin(env: Environment, file: Settings, { overrides, used }: Findings): void {
  const { KEYFACTOR_USERNAME: username, KEYFACTOR_DOMAIN: domain } = env;
  if (username) {
    overrides.keyfactorLogin = domainUserName(username);
    used.push({ setting: 'keyfactorLogin', variable: 'KEYFACTOR_USERNAME' });
  }
  const login = username || file.keyfactorlogin;
  if (!domain || typeof login !== 'string' || /[@\\]/.test(login)) return;
  overrides.keyfactorLogin = domainUserName(login, domain);
  used.push({ setting: 'keyfactorLogin', variable: 'KEYFACTOR_DOMAIN' });
}

function readOAuth(env: Environment, file: Settings, { overrides, used }: Findings): void {
  const given = Object.entries(oauthSettings).filter(([variable]) => env[variable]);
  if (given.length > 0) {
    const values = Object.fromEntries(given.map(([variable, key]) => [key, env[variable]]));
    const names = new Set(Object.keys(values).map((key) => key.toLowerCase()));
    const kept = Object.entries(isObject(file.keyfactoroauth) ? file.keyfactoroauth : {});
    overrides.keyfactorOAuth = {
      ...Object.fromEntries(kept.filter(([key]) => !names.has(key.toLowerCase()))),
      ...values,
    };
    used.push(...given.map(([variable, key]) => ({ setting: `keyfactorOAuth.${key}`, variable })));
  }
  const credentials = env.KEYFACTOR_AUTH_CLIENT_ID || env.KEYFACTOR_AUTH_CLIENT_SECRET;
  if (env.KEYFACTOR_PASSWORD && !credentials) overrides.keyfactorOAuth = undefined;
}

function httpOptions(settings: KeyfactorSettings): EnvironmentResult['keyfactorHttp'] {
  const { ca = [], skipVerify, timeoutSeconds } = settings;
  return {
    ca,
    ...(skipVerify === true && { rejectUnauthorized: false as const }),
    ...(timeoutSeconds !== undefined && { attemptTimeoutMs: timeoutSeconds * 1000 }),
  };
}

function usedByHttp(env: Environment, { skipVerify, timeoutSeconds }: KeyfactorSettings) {
  const authorities = authorityVariables.filter((variable) => env[variable]);
  return [
    ...authorities.map((variable) => ({ setting: 'certificate authorities', variable })),
    ...(skipVerify === true ? [{ setting: 'TLS verification', variable: 'KEYFACTOR_SKIP_VERIFY' }] : []),
    ...(timeoutSeconds === undefined ? [] : [{ setting: 'time-out', variable: 'KEYFACTOR_CLIENT_TIMEOUT' }]),
  ];
}

function toConfigurationProblem({ name, message, remedy }: EnvironmentProblem): ConfigurationFault {
  return { file: 'environment', path: name, message, remedy };
}
