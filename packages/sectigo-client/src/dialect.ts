/**
 * Differences in requests between the two flavours of SCM's API: header login (release 25.5) and the OAuth2 Admin Operations
 * API (25.9.2). Responses of either flavour are decoded, whatever the host.
 */
export interface Dialect {
  /** Query of calls whose responses have dates of certificates. */
  readonly dateQuery: { readonly dateFormat?: 'ISO' };
  /** Whether HEAD counts the list. */
  readonly countsByHead: boolean;
  /** Whether the `reasonCode` of a revocation is sent as text. */
  readonly reasonCodeAsText: boolean;
  /** Whether a validation by TXT record must be started before it is submitted. */
  readonly startsTxt: boolean;
  readonly persons: string;
  readonly domainValidations: string;
  readonly domainStatus: string;
  /** The deprecated version 1. */
  readonly olderDomainStatus?: string;
  /** Whether filters take codes (`WEB_FORM`) instead of labels (`Enrollment Form`). */
  readonly filtersByCode: boolean;
}

/** Header login. [SCM API documentation 25.5] */
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

/** OAuth2. [Admin Operations API 25.9.2] */
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
