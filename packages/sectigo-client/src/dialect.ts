/**
 * How the two flavours of SCM's API differ in what is sent: login by headers (release 25.5), and the OAuth2 Admin
 * Operations API (25.9.2). What comes back is decoded from either, whichever host answers.
 */
export interface Dialect {
  /** Query of calls that answer with dates of certificates. */
  readonly dateQuery: { readonly dateFormat?: 'ISO' };
  /** Whether the list can be counted with HEAD. */
  readonly countsByHead: boolean;
  /** Whether `reasonCode` of a revocation is sent as text. */
  readonly reasonCodeAsText: boolean;
  /** Whether a validation by TXT record is started before it is submitted. */
  readonly startsTxt: boolean;
  readonly persons: string;
  readonly domainValidations: string;
  readonly domainStatus: string;
  /** Version 1 of it, which is deprecated. */
  readonly olderDomainStatus?: string;
  /** Whether filters take codes (`WEB_FORM`); otherwise they take labels (`Enrollment Form`). */
  readonly filtersByCode: boolean;
}

/** Login by headers. [SCM API documentation 25.5] */
export const headerDialect: Dialect = {
  dateQuery: { dateFormat: 'ISO' },
  countsByHead: true,
  reasonCodeAsText: false,
  startsTxt: false,
  persons: '/api/person/v1',
  domainValidations: '/api/dcv/v1/validation',
  domainStatus: '/api/dcv/v2/validation/status',
  olderDomainStatus: '/api/dcv/v1/validation/status',
  filtersByCode: true,
};

/** Login with OAuth2. [Admin Operations API 25.9.2] */
export const oauthDialect: Dialect = {
  dateQuery: {},
  countsByHead: false,
  reasonCodeAsText: true,
  startsTxt: true,
  persons: '/api/person/v2',
  domainValidations: '/api/dcv/v2/validation',
  domainStatus: '/api/dcv/v2/validation/status',
  filtersByCode: false,
};
