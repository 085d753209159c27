import {
  type Authentication,
  createRestClient,
  type HttpOptions,
  type OAuthCredentials,
  oauthAuthentication,
} from '@certbridge/rest-client';
import { type Certificates, createCertificates } from './certificates.ts';
import { checkClientOptions } from './check-client-options.ts';
import type { KeyfactorClientOptions } from './client-options.ts';
import { basicAuthentication, type KeyfactorLogin, type OAuthLogin, tokenAuthentication } from './login.ts';
import { createMetadataFields, type MetadataFields } from './metadata-fields.ts';
import { readCommandRefusal } from './read-command-refusal.ts';
import { createStatus, type Status } from './status.ts';
import { system } from './system.ts';

/** Client for the Keyfactor Command REST API. Every failure is an `ApiError`. */
export interface KeyfactorClient {
  /** HTTP requests sent to Command so far, including retries but not token requests. */
  readonly requestCount: number;
  readonly status: Status;
  readonly metadataFields: MetadataFields;
  readonly certificates: Certificates;
  /** Aborts calls in progress with 'aborted' and closes the connections. */
  close(): Promise<void>;
}

const unauthorizedHints = {
  basic:
    'Check user name (DOMAIN\\user) and password; the password may have expired or the account be locked. Basic login works only where Command uses Active Directory.',
  oauth:
    'The token was issued but not accepted: check that Command trusts this identity provider and knows the client.',
  token: 'The access token may have expired; get a new one.',
} as const;

/** Creates a client without sending anything. Throws an `ApiError` 'invalid-argument' for invalid options. */
export function createKeyfactorClient(options: KeyfactorClientOptions): KeyfactorClient {
  checkClientOptions(options);
  const { auth, baseUrl, requestedWith = 'APIClient', http } = options;
  const rest = createRestClient({
    system,
    baseUrl,
    headers: {
      'x-keyfactor-requested-with': requestedWith,
      // Without it the oldest version of an endpoint responds.
      'x-keyfactor-api-version': '1',
    },
    authentication: authenticationFor(auth, http),
    hints: {
      unauthorized: unauthorizedHints[auth.type],
      forbidden: 'Grant the account the permission in Keyfactor Command that the message names.',
      'not-this-api': "Check the base URL; it ends in the API's path, usually /KeyfactorAPI.",
    },
    readRefusal: readCommandRefusal,
    http,
  });
  return {
    get requestCount() {
      return rest.requestCount;
    },
    status: createStatus(rest),
    metadataFields: createMetadataFields(rest),
    certificates: createCertificates(rest),
    close: () => rest.close(),
  };
}

function authenticationFor(auth: KeyfactorLogin, http: HttpOptions | undefined): Authentication {
  switch (auth.type) {
    case 'basic':
      return basicAuthentication(auth);
    case 'oauth':
      return oauthAuthentication(credentialsOf(auth), http);
    case 'token':
      return tokenAuthentication(auth);
  }
}

function credentialsOf({ type: _, ...credentials }: OAuthLogin): OAuthCredentials {
  return credentials;
}
