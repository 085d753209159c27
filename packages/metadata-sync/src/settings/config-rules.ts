import { isRecord } from '@certbridge/plain-text';
import * as v from 'valibot';
import type { Checked } from './check-rules.ts';
import {
  address,
  customerUri,
  filledText,
  flag,
  issuerTerm,
  LARGEST_ID,
  loginName,
  text,
  trimmedText,
  visibleText,
  wholeNumber,
  word,
} from './values.ts';

/** The longest page SCM gives: the documented maximum of `size`. */
export const LARGEST_SECTIGO_PAGE = 200;

/** How Command 25.1 writes dates. */
export const DEFAULT_DATE_FORMAT = 'M/d/yyyy h:mm:ss tt';

// No maximum is published for Command; official scripts use 1000, and large limits are documented as slow.
const LARGEST_KEYFACTOR_PAGE = 10_000;

/** The keys of `keyfactorOAuth`. */
export const oauthRules = {
  tokenUrl: { schema: address, remedy: 'Give the address of the token endpoint of your identity provider.' },
  clientId: { schema: visibleText, remedy: 'Give the client id of the OAuth client.' },
  clientSecret: { schema: filledText, remedy: 'Give the client secret, or env:NAME or file:PATH.' },
  scopesCsv: { schema: v.optional(text), remedy: 'Give the scopes separated by commas, or leave it out.' },
  audience: { schema: v.optional(text), remedy: 'Give the audience as text, or leave it out.' },
  requestedWith: {
    schema: v.optional(word(['APIClient', 'XMLHttpRequest'])),
    remedy: 'Leave it out for "APIClient".',
  },
  refreshSkewSeconds: {
    schema: v.optional(wholeNumber(0, 3600)),
    remedy: 'Give the seconds before its expiry at which a token is renewed, or leave it out for 60.',
  },
};

/** The keys of `config.json`, and those that only the environment can give. */
export const configRules = {
  sectigoLogin: { schema: v.optional(loginName), remedy: 'Give the login name of the SCM API account.' },
  sectigoPassword: {
    schema: v.optional(filledText),
    remedy: 'Give the password of the SCM API account, or env:NAME or file:PATH.',
  },
  sectigoClientCertificate: {
    schema: v.optional(trimmedText),
    remedy: 'Give the path of a PFX or PEM file, or leave it out for password login.',
  },
  sectigoClientCertificateKey: {
    schema: v.optional(trimmedText),
    remedy: 'Give the path of a PEM key file.',
  },
  sectigoClientCertificatePassphrase: {
    schema: v.optional(text),
    remedy: 'Give the passphrase, or env:NAME or file:PATH.',
  },
  sectigoClientId: { schema: v.optional(visibleText), remedy: 'Give the client id in SECTIGO_CLIENT_ID.' },
  sectigoClientSecret: {
    schema: v.optional(filledText),
    remedy: 'Give the client secret in SECTIGO_CLIENT_SECRET.',
  },
  sectigoTokenUrl: { schema: v.optional(address), remedy: 'Give an address in SECTIGO_TOKEN_URL, or none.' },
  sectigoCustomerUri: {
    schema: v.optional(customerUri),
    remedy:
      'Give what stands behind /customer/ in the address of the SCM login page, for example "example" of https://cert-manager.com/customer/example.',
  },
  sectigoAPIUrl: {
    schema: address,
    remedy: 'Give the base address of SCM, for example https://cert-manager.com.',
  },
  keyfactorLogin: {
    schema: v.optional(loginName),
    remedy: 'Give the domain and user name, for example "DOMAIN\\\\user".',
  },
  keyfactorPassword: {
    schema: v.optional(filledText),
    remedy: 'Give the password of the Keyfactor account, or env:NAME or file:PATH.',
  },
  keyfactorOAuth: {
    schema: v.optional(v.custom<Record<string, unknown>>(isRecord, 'must be an object')),
    remedy: 'Give tokenUrl, clientId and clientSecret inside it, or leave it out.',
  },
  keyfactorAccessToken: {
    schema: v.optional(filledText),
    remedy: 'Give env:NAME or file:PATH of an access token, or leave it out.',
  },
  keyfactorAPIUrl: {
    schema: address,
    remedy: 'Give the address of the Keyfactor API, for example https://keyfactor.example.com/KeyfactorAPI.',
  },
  keyfactorDateFormat: {
    schema: v.optional(text, DEFAULT_DATE_FORMAT),
    remedy: 'Give a .NET custom date format such as "M/d/yyyy h:mm:ss tt" or "yyyy-MM-dd".',
  },
  keyfactorAddedSince: {
    schema: v.optional(text),
    remedy: 'Give a date such as 2025-09-01, or leave it out.',
  },
  importAllCustomFields: { schema: v.optional(flag, false), remedy: 'Write "true" or "false".' },
  syncRevokedAndExpiredCerts: { schema: v.optional(flag, false), remedy: 'Write "true" or "false".' },
  enableDisabledFieldSync: { schema: v.optional(flag, false), remedy: 'Write "true" or "false".' },
  enableTruncation: { schema: v.optional(flag, false), remedy: 'Write "true" or "false".' },
  conflicts: {
    schema: v.optional(word(['report', 'sectigo', 'keyfactor']), 'report'),
    remedy:
      'Name the side whose value counts where both changed it, or leave it out for "report": neither is written.',
  },
  maxOverwritePercent: {
    schema: v.optional(wholeNumber(0, 100), 30),
    remedy:
      'Give the percentage of present values that a run may overwrite or clear, or leave it out for 30.',
  },
  maxShrinkPercent: {
    schema: v.optional(wholeNumber(0, 100), 50),
    remedy:
      'Give the percentage by which an inventory may shrink from one run to the next, or leave it out for 50.',
  },
  issuerDNLookupTerm: {
    schema: v.optional(issuerTerm, 'Sectigo'),
    remedy:
      'Give a part of the issuer DN that only Sectigo-issued certificates have, or leave it out for "Sectigo".',
  },
  sslTypeIds: {
    schema: v.pipe(
      v.array(wholeNumber(1, LARGEST_ID), 'must be an array of numbers'),
      v.minLength(1, 'must not be empty'),
    ),
    remedy: 'List the ids of the SSL certificate profiles to sync, for example [1001, 1002].',
  },
  sectigoPageSize: {
    schema: v.optional(wholeNumber(1, LARGEST_ID), 25),
    remedy: `Give the certificates a page, 1 to ${LARGEST_SECTIGO_PAGE}, or leave it out for 25.`,
  },
  keyfactorPageSize: {
    schema: v.optional(wholeNumber(1, LARGEST_KEYFACTOR_PAGE), 100),
    remedy: 'Give the certificates a page, or leave it out for 100.',
  },
  readStrategy: {
    schema: v.optional(word(['auto', 'report', 'details']), 'auto'),
    remedy: 'Leave it out for "auto": the report where it holds what the fields need.',
  },
  caCertificateFile: {
    schema: v.optional(trimmedText),
    remedy: 'Give the path of a PEM file, or leave it out.',
  },
};

/** Settings that have no key in the original's file: the environment gives them. */
export const environmentKeys: ReadonlySet<string> = new Set([
  'keyfactorAccessToken',
  'sectigoClientId',
  'sectigoClientSecret',
  'sectigoTokenUrl',
]);

/** The values of `config.json`, checked. */
export type Config = Checked<typeof configRules>;
