import { type Authentication, headerText, type OAuthCredentials } from '@certbridge/rest-client';
import { invalidArgument } from './arguments.ts';

/** How to log in to Command. */
export type KeyfactorLogin = BasicLogin | OAuthLogin | TokenLogin;

/** An Active Directory account. */
export interface BasicLogin {
  readonly type: 'basic';
  /** `DOMAIN\user`. */
  readonly username: string;
  readonly password: string;
}

/** OAuth2 client credentials, Command 11 and later. */
export interface OAuthLogin extends OAuthCredentials {
  readonly type: 'oauth';
}

/** An existing OAuth2 access token. */
export interface TokenLogin {
  readonly type: 'token';
  readonly accessToken: string;
}

/** Creates Basic authentication, with user name and password in UTF-8. [RFC 7617] */
export function basicAuthentication({ username, password }: BasicLogin): Authentication {
  if (username === '' || password === '')
    throw invalidArgument('The user name or the password for Keyfactor Command is empty.');
  if (username.includes(':')) {
    throw invalidArgument(
      "The user name for Keyfactor Command contains a colon, which Basic authentication can't express.",
    );
  }
  const encoded = Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
  const headers = { authorization: `Basic ${encoded}` };
  return { headers: () => headers, secrets: () => [password, encoded] };
}

/** Creates authentication with a token that can't be renewed. */
export function tokenAuthentication({ accessToken }: TokenLogin): Authentication {
  const headers = { authorization: `Bearer ${headerText(accessToken, 'access token')}` };
  return { headers: () => headers, secrets: () => [accessToken] };
}
