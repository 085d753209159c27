import {
  type Authentication,
  createRestClient,
  headerText,
  normalizeBaseUrl,
  oauthAuthentication,
} from '@certbridge/rest-client';
import { type Certificates, createCertificates } from './certificates.ts';
import { invalidArgument } from './check-arguments.ts';
import { checkClientOptions } from './check-client-options.ts';
import type { SectigoClientOptions, SectigoLogin, SectigoOAuthLogin } from './client-options.ts';
import { type CustomFields, createCustomFields } from './custom-fields.ts';
import { headerDialect, oauthDialect } from './dialect.ts';
import { createDomainValidations, type DomainValidations } from './domain-validations.ts';
import { createOrganizations, type Organizations } from './organizations.ts';
import { createPersons, type Persons } from './persons.ts';
import { createProfiles, type Profiles } from './profiles.ts';
import { readCustomerUri } from './read-customer-uri.ts';
import { readScmRefusal } from './read-scm-refusal.ts';
import { createReports, type Reports } from './reports.ts';
import { system } from './system.ts';

const defaultTokenUrl = 'https://auth.sso.sectigo.com/auth/realms/apiclients/protocol/openid-connect/token';

/** Client for the SCM REST API. Every failure is an `ApiError`. */
export interface SectigoClient {
  /** HTTP requests sent to SCM so far, including retries but not token requests. */
  readonly requestCount: number;
  readonly certificates: Certificates;
  readonly customFields: CustomFields;
  readonly profiles: Profiles;
  readonly organizations: Organizations;
  readonly persons: Persons;
  readonly domainValidations: DomainValidations;
  readonly reports: Reports;
  /** Aborts calls in progress with 'aborted' and closes the connections. */
  close(): Promise<void>;
}

const unauthorizedHints = {
  password:
    'Check the login name, the password and the customer URI; the password may have expired, and the first password of a new account must be changed in the portal.',
  certificate:
    'Check the login name, the customer URI, and that the client certificate is the one bound to this administrator.',
  oauth:
    'The token was issued but not accepted: check that the base URL is that of the Admin Operations API, and what the client may do.',
} as const;

/** Creates a client without sending anything. Throws an `ApiError` 'invalid-argument' for invalid options. */
export function createSectigoClient(options: SectigoClientOptions): SectigoClient {
  checkClientOptions(options);
  const { auth, baseUrl, http, onLoginRefused } = options;
  const rest = createRestClient({
    system,
    baseUrl: scmBaseUrl(baseUrl, { private: auth.type === 'certificate' }),
    authentication: authenticationOf(options),
    clientCertificate: auth.type === 'certificate' ? auth.certificate : undefined,
    hints: {
      unauthorized: unauthorizedHints[auth.type],
      'not-this-api': 'Check the base URL, for example https://cert-manager.com.',
    },
    readRefusal: readScmRefusal,
    explainsUnauthorized: true,
    onLoginRefused,
    http,
  });
  const api = { rest, dialect: auth.type === 'oauth' ? oauthDialect : headerDialect };
  return {
    get requestCount() {
      return rest.requestCount;
    },
    certificates: createCertificates(api),
    customFields: createCustomFields(api),
    profiles: createProfiles(api),
    organizations: createOrganizations(api),
    persons: createPersons(api),
    domainValidations: createDomainValidations(api),
    reports: createReports(api),
    close: () => rest.close(),
  };
}

function authenticationOf({ auth, customerUri, http }: SectigoClientOptions): Authentication {
  if (auth.type === 'oauth') {
    const { type: _, tokenUrl = defaultTokenUrl, ...credentials } = auth;
    return oauthAuthentication({ ...credentials, tokenUrl }, http);
  }
  if (customerUri === undefined)
    throw invalidArgument('The option customerUri of createSectigoClient is missing.');
  checkCustomerUri(customerUri);
  return loginHeaders(auth, customerUri);
}

/** SCM would refuse the login for any other text, and not say that this is why. */
function checkCustomerUri(text: string): void {
  const customer = readCustomerUri(text);
  if (customer === text) return;
  const offer = customer === undefined ? '' : ` Did you mean ${customer}?`;
  throw invalidArgument(
    `The option customerUri of createSectigoClient must be what stands behind /customer/ in the address of the SCM login page, such as example of https://cert-manager.com/customer/example.${offer}`,
  );
}

/** SCM has no sessions; every request has the login in three headers. [SCM API documentation 25.5, "Authentication"] */
function loginHeaders(auth: Exclude<SectigoLogin, SectigoOAuthLogin>, customerUri: string): Authentication {
  const headers = {
    login: headerText(auth.login, 'login name'),
    customerUri: headerText(customerUri, 'customer URI'),
    ...(auth.type === 'password' && { password: headerText(auth.password, 'password') }),
  };
  const secrets = auth.type === 'password' ? [auth.password, headerText(auth.password, 'password')] : [];
  return { headers: () => headers, secrets: () => secrets };
}

/**
 * Returns the address that API paths (`/api/...`) are appended to. The base URL may be given with or without scheme, path
 * prefix, `/private`, `/api` and trailing slash.
 *
 * Login with a client certificate needs `/private` before `/api`. [SCM API documentation 25.5, "Authentication"]
 */
export function scmBaseUrl(baseUrl: string, options: { readonly private: boolean }): string {
  const root = normalizeBaseUrl(baseUrl, 'Sectigo SCM').replace(/(\/private)?(\/api)?$/i, '');
  return options.private ? `${root}/private` : root;
}
