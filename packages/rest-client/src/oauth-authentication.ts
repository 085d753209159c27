import * as v from 'valibot';
import { ApiError } from './api-error.ts';
import { required, type Shape } from './argument-shape.ts';
import type { Authentication, LoginHeaders } from './authentication.ts';
import { checkArgument } from './check-argument.ts';
import { checkHttpOptions } from './check-http-options.ts';
import { createRestClient } from './create-rest-client.ts';
import { headerText } from './header-text.ts';
import type { HttpOptions } from './http-options.ts';
import type { Query } from './query-string.ts';
import type { Refusal } from './read-response.ts';
import { quietly } from './tracing.ts';

const system = 'OAuth2 identity provider';
const defaultSkewSeconds = 60;
const tokensRemembered = 3;

/** What an OAuth2 client logs in with. [RFC 6749, section 4.4] */
export interface OAuthCredentials {
  /** Token endpoint of the identity provider. */
  readonly tokenUrl: string;
  /** The identity provider's name for this client. */
  readonly clientId: string;
  /** The secret of this client; hidden in errors. */
  readonly clientSecret: string;
  /** What the token is to allow, as the identity provider names it; joined by blanks. Without it nothing is asked for. */
  readonly scopes?: readonly string[] | undefined;
  /** Audience of the token, if the identity provider requires one. */
  readonly audience?: string | undefined;
  /** How long before its end a token is replaced, in seconds (60; half of its life where that is shorter than two of these). */
  readonly refreshSkewSeconds?: number | undefined;
}

const TokenSchema = v.looseObject({
  access_token: v.pipe(v.string(), v.nonEmpty()),
  expires_in: v.nullish(v.union([v.number(), v.pipe(v.string(), v.digits(), v.transform(Number))])),
});

const TokenErrorSchema = v.looseObject({ error: v.string(), error_description: v.optional(v.string()) });

interface Token {
  readonly headers: LoginHeaders;
  /** On the clock of `performance.now()`. */
  readonly refreshAt: number;
}

/**
 * Logs in with OAuth2 client credentials. The token is kept until shortly before its end, or, where the endpoint tells
 * no end, until it is refused; callers that need one at the same time share one token request. Throws an `ApiError`
 * 'invalid-argument' for an empty id or secret and for a token URL that is not an address. [RFC 6749, section 4.4]
 */
export function oauthAuthentication(credentials: OAuthCredentials, http: HttpOptions = {}): Authentication {
  checkCredentials(credentials);
  checkHttpOptions(http);
  const { clientSecret, refreshSkewSeconds = defaultSkewSeconds } = credentials;
  const { baseUrl, path, query } = splitTokenUrl(credentials.tokenUrl);
  // A token that was replaced may still be repeated by a response that comes late.
  let tokens: readonly string[] = [];
  const secrets = () => [clientSecret, ...tokens];
  const rest = createRestClient({
    system,
    baseUrl,
    // Nothing but the secrets: the login travels in the form.
    authentication: { headers: () => ({}), secrets },
    hints: {
      unauthorized: 'Check client id, client secret and token URL; the secret may have expired.',
      'not-this-api': 'Check the token URL.',
      'server-error': 'Try again later; if it goes on, check the token URL.',
      'not-found': 'Check the token URL.',
    },
    readRefusal: readTokenError,
    // The caller's headers are for the API, and may be secrets that the identity provider must not see.
    http: { ...http, headers: undefined },
  });
  let token: Token | undefined;
  let pending: Promise<Token> | undefined;

  async function fetchToken(): Promise<Token> {
    const { data } = await rest.json({
      method: 'POST',
      path,
      query,
      form: tokenForm(credentials),
      // An unused token does no harm.
      idempotent: true,
      schema: TokenSchema,
    });
    const { access_token: accessToken, expires_in: lifetime } = data;
    tokens = [accessToken, ...tokens].slice(0, tokensRemembered);
    quietly(() => http.onSecret?.(accessToken));
    const refreshAt =
      typeof lifetime === 'number'
        ? performance.now() + refreshAfterSeconds(lifetime, refreshSkewSeconds) * 1000
        : Number.POSITIVE_INFINITY;
    return {
      refreshAt,
      headers: { authorization: `Bearer ${headerText(accessToken, 'access token')}` },
    };
  }

  /** No caller's signal is used for the request itself, since others may wait for the same token. */
  function sharedToken(): Promise<Token> {
    pending ??= fetchToken()
      .then((fetched) => {
        token = fetched;
        return fetched;
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  }

  return {
    headers() {
      if (token !== undefined && performance.now() < token.refreshAt) return token.headers;
      return sharedToken().then(({ headers }) => headers);
    },
    renew(refused) {
      // Another call may have renewed the token already.
      if (token?.headers === refused) token = undefined;
      return true;
    },
    secrets,
    close: () => rest.close(),
  };
}

/** Seconds after which a token is replaced: its life less the skew, or half its life where that is too short for it. */
export function refreshAfterSeconds(lifetime: number, skew: number): number {
  return lifetime < 2 * skew ? lifetime / 2 : lifetime - skew;
}

function tokenForm({
  clientId,
  clientSecret,
  scopes = [],
  audience,
}: OAuthCredentials): Record<string, string> {
  return {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    ...(audience !== undefined && audience !== '' && { audience }),
  };
}

/** Reads the error document of a token endpoint. [RFC 6749, section 5.2] */
function readTokenError(document: unknown, status: number): Refusal | undefined {
  const result = v.safeParse(TokenErrorSchema, document);
  if (!result.success) return undefined;
  const { error, error_description: apiMessage } = result.output;
  const refusesLogin =
    status < 500 &&
    ![404, 408, 429].includes(status) &&
    ['invalid_client', 'invalid_grant', 'unauthorized_client', 'access_denied'].includes(error);
  return { apiCode: error, apiMessage, ...(refusesLogin && { code: 'unauthorized' }) };
}

/** What each credential may be. */
export const oauthCredentials: Shape<OAuthCredentials> = {
  tokenUrl: 'text',
  clientId: 'text',
  clientSecret: 'text',
  scopes: 'texts?',
  audience: 'text?',
  refreshSkewSeconds: 'number?',
};

function checkCredentials(credentials: OAuthCredentials): void {
  const name = `The login for the ${system}`;
  checkArgument(credentials, required('credential', oauthCredentials), { of: `the ${system}`, name, system });
  const { clientId, clientSecret, refreshSkewSeconds = 0 } = credentials;
  const refuse = (problem: string) => new ApiError(problem, { code: 'invalid-argument', system });
  for (const [label, text] of Object.entries({ 'client id': clientId, 'client secret': clientSecret })) {
    if (text === '') throw refuse(`The ${label} for the ${system} is empty.`);
  }
  if (!Number.isFinite(refreshSkewSeconds) || refreshSkewSeconds < 0) {
    throw refuse(`refreshSkewSeconds for the ${system} must be a number from 0.`);
  }
}

function splitTokenUrl(tokenUrl: string): { baseUrl: string; path: string; query: Query } {
  const trimmed = tokenUrl.trim();
  const text = /^https?:/i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(text)) {
    const message = `The token URL of the ${system} can't be read as an address. Write it as https://HOST/PATH.`;
    throw new ApiError(message, { code: 'invalid-argument', system });
  }
  const url = new URL(text);
  const parts = { path: url.pathname, query: Object.fromEntries(url.searchParams) };
  url.pathname = '';
  url.search = '';
  return { baseUrl: url.href, ...parts };
}
