import type { ApiError, ClientCertificate, HttpOptions, OAuthCredentials } from '@certbridge/rest-client';

/**
 * How to log in to SCM: with a password, with a TLS client certificate bound to the administrator, or with OAuth2 client
 * credentials, which use another host and flavour of the API ("Admin Operations API").
 */
export type SectigoLogin =
  | { readonly type: 'password'; readonly login: string; readonly password: string }
  | { readonly type: 'certificate'; readonly login: string; readonly certificate: ClientCertificate }
  | SectigoOAuthLogin;

/** OAuth2 client credentials. `tokenUrl` defaults to Sectigo's own. */
export interface SectigoOAuthLogin extends Omit<OAuthCredentials, 'tokenUrl'> {
  readonly type: 'oauth';
  readonly tokenUrl?: string | undefined;
}

/** Options of a client. */
export interface SectigoClientOptions {
  /**
   * Base URL of the SCM instance: `https://cert-manager.com`, or `https://admin.enterprise.sectigo.com` with OAuth2. A trailing
   * `/api` or `/private` is ignored.
   */
  readonly baseUrl: string;
  /**
   * Last part of the portal's login URL, `https://HOST/customer/{customerUri}`, and that alone: `readCustomerUri` takes it out. Has no
   * effect with OAuth2, whose calls have a token in place of all three login headers. [Admin Operations API 25.9.2]
   */
  readonly customerUri?: string | undefined;
  /** The login of an administrator of SCM, or of an OAuth2 client. */
  readonly auth: SectigoLogin;
  /** Concurrency, time limits, retries, trusted authorities, hooks. */
  readonly http?: HttpOptions | undefined;
  /** Called once when the login is refused, after which the client sends nothing more. What it throws, or rejects with, is dropped. */
  readonly onLoginRefused?: ((error: ApiError) => void) | undefined;
}
