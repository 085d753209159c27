import {
  type Authentication,
  type ClientCertificate,
  createRestClient,
  type HttpOptions,
  headerText,
} from '@certbridge/rest-client';
import { type Certificates, createCertificates } from './certificates.ts';
import { type CustomFields, createCustomFields } from './custom-fields.ts';
import { createProfiles, type Profiles } from './profiles.ts';
import { readScmRefusal } from './read-scm-refusal.ts';
import { createReports, type Reports } from './reports.ts';
import { scmBaseUrl } from './scm-base-url.ts';

/** How to log in to SCM: with a password, or with a TLS client certificate that is bound to the administrator. */
export type SectigoLogin =
  | { readonly type: 'password'; readonly login: string; readonly password: string }
  | { readonly type: 'certificate'; readonly login: string; readonly certificate: ClientCertificate };

export interface SectigoClientOptions {
  /** Address of the SCM instance, `https://cert-manager.com`; `/api` or `/private` at its end do no harm. */
  readonly baseUrl: string;
  /** Last part of the portal's login address, `https://HOST/customer/{customerUri}`. */
  readonly customerUri: string;
  readonly auth: SectigoLogin;
  readonly http?: HttpOptions | undefined;
}

/** Client for the SCM REST API. Every failure is an `ApiError`. */
export interface SectigoClient {
  /** HTTP requests sent so far, repetitions included. */
  readonly requestCount: number;
  readonly certificates: Certificates;
  readonly customFields: CustomFields;
  readonly profiles: Profiles;
  readonly reports: Reports;
  /** Ends what is under way with 'aborted' and closes the connections. */
  close(): Promise<void>;
}

/** Creates a client; nothing is sent yet. Throws an `ApiError` 'invalid-argument' for options that can't be used. */
export function createSectigoClient(options: SectigoClientOptions): SectigoClient {
  const { auth, baseUrl, customerUri, http } = options;
  const withCertificate = auth.type === 'certificate';
  const rest = createRestClient({
    system: 'Sectigo SCM',
    baseUrl: scmBaseUrl(baseUrl, { private: withCertificate }),
    authentication: loginHeaders(auth, customerUri),
    clientCertificate: withCertificate ? auth.certificate : undefined,
    hints: {
      unauthorized: withCertificate
        ? 'Check the login name, the customer URI, and that the client certificate is the one bound to this administrator.'
        : 'Check the login name, the password and the customer URI; the password may have expired, and the first password of a new account must be changed in the portal.',
      'not-this-api': 'Check the base URL, for example https://cert-manager.com.',
    },
    readRefusal: readScmRefusal,
    http,
  });
  return {
    get requestCount() {
      return rest.requestCount;
    },
    certificates: createCertificates(rest),
    customFields: createCustomFields(rest),
    profiles: createProfiles(rest),
    reports: createReports(rest),
    close: () => rest.close(),
  };
}

/** SCM has no session: the login goes into three headers of every request. [SCM API documentation 25.5, "Authentication"] */
function loginHeaders(auth: SectigoLogin, customerUri: string): Authentication {
  const headers = {
    login: headerText(auth.login, 'login name'),
    customerUri: headerText(customerUri, 'customer URI'),
    ...(auth.type === 'password' && { password: headerText(auth.password, 'password') }),
  };
  const secrets = auth.type === 'password' ? [auth.password, headerText(auth.password, 'password')] : [];
  return { headers: () => headers, secrets: () => secrets };
}
