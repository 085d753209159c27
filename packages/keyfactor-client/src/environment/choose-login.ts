import { invalidArgument } from '../arguments.ts';
import type { KeyfactorLogin } from '../login.ts';
import { domainUserName } from './domain-user-name.ts';
import type { KeyfactorSettings } from './settings.ts';

type Method = KeyfactorLogin['type'] | 'kerberos' | 'provider';

/**
 * Chooses the login from settings, those of the environment before those of the profile.
 *
 * The first settings with a secret determine the method: a token, client credentials, Kerberos, or a password. What they lack
 * is taken from the others. Throws an `ApiError` 'invalid-argument' that names what is missing or not supported.
 */
export function chooseLogin(sources: readonly KeyfactorSettings[]): KeyfactorLogin {
  const method = sources.map(methodOf).find((candidate) => candidate !== undefined);
  const settings: KeyfactorSettings = Object.assign({}, ...sources.toReversed());
  switch (method) {
    case 'token':
      return { type: 'token', accessToken: settings.accessToken ?? '' };
    case 'oauth':
      return oauthLogin(settings);
    case 'basic':
      return basicLogin(settings);
    case 'kerberos':
      throw invalidArgument(
        'A Kerberos login to Keyfactor Command is not supported. Set KEYFACTOR_USERNAME and KEYFACTOR_PASSWORD, or client credentials.',
      );
    case 'provider':
      throw invalidArgument(
        'Secrets of Keyfactor Command that another program keeps (KEYFACTOR_AUTH_PROVIDER, auth_provider) are not supported. Put them into environment variables.',
      );
    case undefined:
      throw invalidArgument(
        'There is no login for Keyfactor Command. Set KEYFACTOR_USERNAME and KEYFACTOR_PASSWORD, or KEYFACTOR_AUTH_CLIENT_ID, KEYFACTOR_AUTH_CLIENT_SECRET and KEYFACTOR_AUTH_TOKEN_URL, or keep them in a profile of ~/.keyfactor/command_config.json.',
      );
  }
}

function methodOf({
  accessToken,
  clientId,
  clientSecret,
  kerberos,
  password,
  provider,
}: KeyfactorSettings): Method | undefined {
  if (accessToken) return 'token';
  if (clientId || clientSecret) return 'oauth';
  if (kerberos) return 'kerberos';
  if (password) return 'basic';
  return provider ? 'provider' : undefined;
}

function oauthLogin({ clientId, clientSecret, tokenUrl, scopes = [], audience }: KeyfactorSettings) {
  if (!clientId) throw missing('client id', 'KEYFACTOR_AUTH_CLIENT_ID', 'client_id');
  if (!clientSecret) throw missing('client secret', 'KEYFACTOR_AUTH_CLIENT_SECRET', 'client_secret');
  if (!tokenUrl) throw missing('token URL', 'KEYFACTOR_AUTH_TOKEN_URL', 'token_url');
  const names = scopes.map((scope) => scope.trim()).filter((scope) => scope !== '');
  return {
    type: 'oauth' as const,
    tokenUrl,
    clientId,
    clientSecret,
    ...(names.length > 0 && { scopes: names }),
    ...(audience !== undefined && { audience }),
  };
}

function basicLogin({ username, password, domain }: KeyfactorSettings): KeyfactorLogin {
  if (!username) throw missing('user name', 'KEYFACTOR_USERNAME', 'username');
  if (!password) throw missing('password', 'KEYFACTOR_PASSWORD', 'password');
  return { type: 'basic', username: domainUserName(username, domain), password };
}

function missing(what: string, variable: string, property: string) {
  return invalidArgument(
    `The ${what} for Keyfactor Command is missing. Set ${variable}, or ${property} in the profile.`,
  );
}
