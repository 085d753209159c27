import type { ConfigurationProblem } from '../configuration-error.ts';
import { composeKeyfactorUrl } from './keyfactor-url.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What environment variables say about the two systems. */
export interface EnvironmentReading {
  /** Values that go before those of `config.json`, by its key names; `undefined` takes the file's value away. */
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly keyfactorHttp: {
    /** Further authorities to trust: each a file's path or PEM text. */
    readonly ca: readonly string[];
    /** Present only as `false`: TLS certificates are not verified. */
    readonly rejectUnauthorized?: false;
    readonly attemptTimeoutMs?: number;
  };
  /** Which variable decided which setting, to be told by name and never by value. */
  readonly used: readonly { readonly setting: string; readonly variable: string }[];
  readonly problems: readonly ConfigurationProblem[];
}

const plainSettings = {
  SECTIGO_BASE_URL: 'sectigoAPIUrl',
  SECTIGO_USERNAME: 'sectigoLogin',
  SECTIGO_PASSWORD: 'sectigoPassword',
  SECTIGO_CUSTOMER_URI: 'sectigoCustomerUri',
  KEYFACTOR_PASSWORD: 'keyfactorPassword',
  KEYFACTOR_AUTH_ACCESS_TOKEN: 'keyfactorAccessToken',
};

const oauthSettings = {
  KEYFACTOR_AUTH_CLIENT_ID: 'clientId',
  KEYFACTOR_AUTH_CLIENT_SECRET: 'clientSecret',
  KEYFACTOR_AUTH_TOKEN_URL: 'tokenUrl',
  KEYFACTOR_AUTH_SCOPES: 'scopesCsv',
  KEYFACTOR_AUTH_AUDIENCE: 'audience',
};

const addressVariables = ['KEYFACTOR_HOSTNAME', 'KEYFACTOR_PORT', 'KEYFACTOR_API_PATH'];

/**
 * Reads the environment variables of Keyfactor's own tools, and their likes for Sectigo. An empty one counts as not set.
 *
 * `config` is the parsed `config.json`: parts of an address, a login or an OAuth block that no variable gives come from
 * there. A password in the environment means password login, whatever other login the file describes, unless the
 * environment holds OAuth credentials too.
 */
export function readEnvironment(env: Environment, config: unknown): EnvironmentReading {
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
  const address = composeKeyfactorUrl(env, file.keyfactorapiurl);
  if (address.url !== undefined) {
    overrides.keyfactorAPIUrl = address.url;
    const given = addressVariables.filter((variable) => env[variable]);
    used.push(...given.map((variable) => ({ setting: 'keyfactorAPIUrl', variable })));
  }
  const http = readHttp(env);
  used.push(...http.used);
  return { overrides, keyfactorHttp: http.options, used, problems: [...address.problems, ...http.problems] };
}

interface Findings {
  readonly overrides: Record<string, unknown>;
  readonly used: { setting: string; variable: string }[];
}

/** Keyfactor's tools turn `user@domain` into `domain\user`, and put the domain before a name that has none. */
function readLogin(env: Environment, file: Settings, { overrides, used }: Findings): void {
  const { KEYFACTOR_USERNAME: username, KEYFACTOR_DOMAIN: domain } = env;
  if (username) used.push({ setting: 'keyfactorLogin', variable: 'KEYFACTOR_USERNAME' });
  const [, user, suffix] = /^([^@\\]+)@([^@\\]+)$/.exec(username ?? '') ?? [];
  const login = user === undefined ? username || file.keyfactorlogin : `${suffix}\\${user}`;
  if (domain && typeof login === 'string' && !/[@\\]/.test(login)) {
    overrides.keyfactorLogin = `${domain}\\${login}`;
    used.push({ setting: 'keyfactorLogin', variable: 'KEYFACTOR_DOMAIN' });
  } else if (username) {
    overrides.keyfactorLogin = login;
  }
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

function readHttp(env: Environment) {
  const used: { setting: string; variable: string }[] = [];
  const problems: ConfigurationProblem[] = [];
  const ca = ['KEYFACTOR_CA_CERT', 'KEYFACTOR_AUTH_CA_CERT'].flatMap((variable) => {
    const value = env[variable];
    if (!value) return [];
    used.push({ setting: 'certificate authorities', variable });
    return [value];
  });
  const skipVerify = env.KEYFACTOR_SKIP_VERIFY?.trim().toLowerCase() ?? '';
  if (/^(true|1)$/.test(skipVerify))
    used.push({ setting: 'TLS verification', variable: 'KEYFACTOR_SKIP_VERIFY' });
  else if (!/^(false|0|)$/.test(skipVerify)) {
    problems.push(
      problemOf('KEYFACTOR_SKIP_VERIFY', 'must be true or false', 'Set it to true or false, or remove it.'),
    );
  }
  const timeout = env.KEYFACTOR_CLIENT_TIMEOUT?.trim();
  const seconds = timeout ? Number(timeout) : undefined;
  if (seconds !== undefined) {
    if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600) {
      used.push({ setting: 'time-out', variable: 'KEYFACTOR_CLIENT_TIMEOUT' });
    } else {
      const remedy = 'Set it to the seconds that a call may take, for example 60, or remove it.';
      problems.push(problemOf('KEYFACTOR_CLIENT_TIMEOUT', 'must be a whole number from 1 to 3600', remedy));
    }
  }
  const options = {
    ca,
    ...(/^(true|1)$/.test(skipVerify) ? { rejectUnauthorized: false as const } : {}),
    ...(seconds === undefined ? {} : { attemptTimeoutMs: seconds * 1000 }),
  };
  return { options, used, problems };
}

/** Settings by their key in lower case. */
type Settings = Readonly<Record<string, unknown>>;

function settingsOf(config: unknown): Settings {
  const root = isObject(config) ? lowerKeys(config).config : undefined;
  return isObject(root) ? lowerKeys(root) : {};
}

function lowerKeys(value: object): Settings {
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key.toLowerCase(), entry]));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problemOf(variable: string, message: string, remedy: string): ConfigurationProblem {
  return { file: 'environment', path: variable, message, remedy };
}
