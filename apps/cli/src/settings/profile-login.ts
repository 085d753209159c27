import { ApiError, fromProfile, type KeyfactorClientOptions } from '@certbridge/keyfactor-client';
import type { ConfigurationFault } from '../configuration-error.ts';
import type { Environment, EnvironmentResult } from './environment.ts';
import { settingsOf } from './settings-of.ts';

const credentials = ['KEYFACTOR_PASSWORD', 'KEYFACTOR_AUTH_CLIENT_ID', 'KEYFACTOR_AUTH_CLIENT_SECRET'];
const loginVariables = [...credentials, 'KEYFACTOR_USERNAME', 'KEYFACTOR_AUTH_ACCESS_TOKEN'];
const homeVariables = ['HOME', 'USERPROFILE', 'KEYFACTOR_AUTH_CONFIG_FILE'];

/** What the configuration file of Keyfactor's own tools adds. */
export interface ProfileResult {
  /** Values by the key names of `config.json`. */
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
  readonly problems: readonly ConfigurationFault[];
}

const nothing: ProfileResult = { overrides: {}, notes: [], problems: [] };

/**
 * Takes the login to Command, and the address where none is set, from the profile of Keyfactor's own tools
 * (`~/.keyfactor/command_config.json`), where neither environment nor `config.json` has a login.
 *
 * A login is never taken for another host than the profile's own.
 */
export async function readProfileLogin(
  env: Environment,
  { config, environment }: { readonly config: unknown; readonly environment: EnvironmentResult },
): Promise<ProfileResult> {
  const settings = settingsOf(config);
  const isLoginSet = loginVariables.some((name) => env[name]) || hasLogin(settings);
  if (isLoginSet || !homeVariables.some((name) => env[name])) return nothing;
  let profile: KeyfactorClientOptions | undefined;
  try {
    profile = await fromProfile({ env });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { message } = error;
    return {
      ...nothing,
      problems: [{ file: '', message, remedy: 'Correct that, or put the login into config.json.' }],
    };
  }
  if (profile === undefined) return nothing;
  const address = environment.overrides.keyfactorAPIUrl ?? settings.keyfactorapiurl;
  const host = typeof address === 'string' && URL.canParse(address) ? new URL(address).host : undefined;
  const ownHost = new URL(profile.baseUrl).host;
  if (host !== undefined && host !== ownHost) {
    return {
      ...nothing,
      notes: [
        `The profile of Keyfactor's own tools is for ${ownHost}, so its login is not used for ${host}.`,
      ],
    };
  }
  return {
    overrides: { ...(address ? {} : { keyfactorAPIUrl: profile.baseUrl }), ...loginOverrides(profile.auth) },
    notes: [`The login to Keyfactor Command comes from the profile of Keyfactor's own tools for ${ownHost}.`],
    problems: [],
  };
}

function hasLogin(settings: Readonly<Record<string, unknown>>): boolean {
  const { keyfactorlogin, keyfactorpassword, keyfactoraccesstoken, keyfactoroauth } = settings;
  if (keyfactorlogin || keyfactorpassword || keyfactoraccesstoken) return true;
  // A stock file has the block with empty texts in it.
  return typeof keyfactoroauth === 'object' && Object.values(keyfactoroauth ?? {}).some(Boolean);
}

function loginOverrides(auth: KeyfactorClientOptions['auth']): Record<string, unknown> {
  switch (auth.type) {
    case 'basic':
      return { keyfactorLogin: auth.username, keyfactorPassword: auth.password };
    case 'token':
      return { keyfactorAccessToken: auth.accessToken };
    case 'oauth': {
      const { tokenUrl, clientId, clientSecret, scopes = [], audience } = auth;
      const scopesCsv = scopes.length > 0 ? { scopesCsv: scopes.join(',') } : {};
      const forAudience = audience === undefined ? {} : { audience };
      return { keyfactorOAuth: { tokenUrl, clientId, clientSecret, ...scopesCsv, ...forAudience } };
    }
  }
}
