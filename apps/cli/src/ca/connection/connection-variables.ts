import type { ConnectionInfo } from '@certbridge/ca-plugin';
import type { Environment } from '../../settings/environment.ts';

const settingOf = {
  SECTIGO_BASE_URL: 'ApiEndpoint',
  SECTIGO_CUSTOMER_URI: 'CustomerUri',
  SECTIGO_USERNAME: 'Username',
  SECTIGO_PASSWORD: 'Password',
  SECTIGO_CLIENT_ID: 'ClientId',
  SECTIGO_CLIENT_SECRET: 'ClientSecret',
  SECTIGO_TOKEN_URL: 'TokenUrl',
} as const;

/** Reads the settings of a connection that environment variables give. An empty one counts as not set. */
export function connectionVariables(env: Environment): {
  readonly info: ConnectionInfo;
  readonly used: readonly { readonly setting: string; readonly variable: string }[];
} {
  const used = Object.entries(settingOf)
    .filter(([variable]) => env[variable])
    .map(([variable, setting]) => ({ setting, variable }));
  return { info: Object.fromEntries(used.map(({ setting, variable }) => [setting, env[variable]])), used };
}
