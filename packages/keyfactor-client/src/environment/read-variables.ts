import { requireObject, requireText } from '../arguments.ts';
import { definedSettings, type EnvironmentProblem, type KeyfactorSettings } from './settings.ts';

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

const longestTimeoutSeconds = 3600;

/**
 * Reads the environment variables of Keyfactor's own tools. An empty one counts as unset.
 * [keyfactor-auth-client-go, README]
 */
export function readVariables(env: Variables): {
  readonly settings: KeyfactorSettings;
  readonly problems: readonly EnvironmentProblem[];
} {
  requireObject(env, { name: 'Argument 1 of readVariables', what: 'an object of texts by name' });
  for (const [name, value] of Object.entries(env)) {
    // Other variables are for other programs.
    if (value !== undefined && name.startsWith('KEYFACTOR_')) {
      requireText(value, `The variable ${name} of readVariables`);
    }
  }
  const problems: EnvironmentProblem[] = [];
  const given = (name: string) => env[name] || undefined;
  const ca = ['KEYFACTOR_CA_CERT', 'KEYFACTOR_AUTH_CA_CERT']
    .map(given)
    .filter((value) => value !== undefined);
  const settings = definedSettings({
    hostname: given('KEYFACTOR_HOSTNAME'),
    port: given('KEYFACTOR_PORT'),
    apiPath: given('KEYFACTOR_API_PATH'),
    username: given('KEYFACTOR_USERNAME'),
    password: given('KEYFACTOR_PASSWORD'),
    domain: given('KEYFACTOR_DOMAIN'),
    clientId: given('KEYFACTOR_AUTH_CLIENT_ID'),
    clientSecret: given('KEYFACTOR_AUTH_CLIENT_SECRET'),
    tokenUrl: given('KEYFACTOR_AUTH_TOKEN_URL'),
    scopes: given('KEYFACTOR_AUTH_SCOPES')?.split(','),
    audience: given('KEYFACTOR_AUTH_AUDIENCE'),
    accessToken: given('KEYFACTOR_AUTH_ACCESS_TOKEN'),
    skipVerify: readSkipVerify(given('KEYFACTOR_SKIP_VERIFY'), problems),
    ca: ca.length === 0 ? undefined : ca,
    timeoutSeconds: readTimeout(given('KEYFACTOR_CLIENT_TIMEOUT'), problems),
    provider: given('KEYFACTOR_AUTH_PROVIDER'),
    kerberos: Object.keys(env).some((name) => /^KEYFACTOR_AUTH_KRB_/.test(name) && env[name]) || undefined,
  });
  return { settings, problems };
}

function readSkipVerify(text: string | undefined, problems: EnvironmentProblem[]): boolean | undefined {
  const word = text?.trim().toLowerCase() ?? '';
  if (/^(true|1)$/.test(word)) return true;
  if (!/^(false|0|)$/.test(word)) {
    problems.push({
      name: 'KEYFACTOR_SKIP_VERIFY',
      message: 'must be true or false',
      remedy: 'Set it to true or false, or remove it.',
    });
  }
  return word === '' ? undefined : false;
}

function readTimeout(text: string | undefined, problems: EnvironmentProblem[]): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const seconds = Number(text.trim());
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= longestTimeoutSeconds) return seconds;
  problems.push({
    name: 'KEYFACTOR_CLIENT_TIMEOUT',
    message: `must be a whole number from 1 to ${longestTimeoutSeconds}`,
    remedy: 'Set it to the seconds that a call may take, for example 60, or remove it.',
  });
  return undefined;
}
