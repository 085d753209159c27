import type { WithRaw } from '@certbridge/rest-client';
import type { DcvMode, DcvOrderStatus, DomainStatus, Open } from './labels.ts';

/** A domain in the list of domain validations. [SCM API documentation 25.5, "Domain Control Validation"] */
export interface DomainValidation extends WithRaw {
  readonly domain: string;
  /** A code (`VALIDATED`) in either flavour. */
  readonly dcvStatus: Open<DomainStatus>;
  /** A code in either flavour. */
  readonly dcvOrderStatus?: Open<DcvOrderStatus> | undefined;
  readonly dcvOrderMethod?: Open<DcvMode> | undefined;
  readonly dcvMethod?: Open<DcvMode> | undefined;
  /** `yyyy-MM-dd`. */
  readonly expirationDate?: string | undefined;
}

/** The validation status of a domain, with what the current order needs to be published. */
export interface DomainValidationStatus extends WithRaw {
  readonly status: Open<DomainStatus>;
  /** `yyyy-MM-dd`. */
  readonly validationDate?: string | undefined;
  /** `yyyy-MM-dd`. */
  readonly expirationDate?: string | undefined;
  readonly orderStatus?: Open<DcvOrderStatus> | undefined;
  readonly orderMode?: Open<DcvMode> | undefined;
  /** HTTP and HTTPS: where to publish the two lines. */
  readonly url?: string | undefined;
  /** HTTP and HTTPS. */
  readonly firstLine?: string | undefined;
  /** HTTP and HTTPS. */
  readonly secondLine?: string | undefined;
  /** CNAME and TXT: name of the record. */
  readonly host?: string | undefined;
  /** CNAME and TXT: value of the record. */
  readonly point?: string | undefined;
  readonly validationEmail?: string | undefined;
  readonly emailValidationReferenceNumber?: string | undefined;
  readonly orderBackendId?: string | undefined;
  /** `yyyy-MM-dd`. */
  readonly submittedDate?: string | undefined;
  /** ISO 8601, in UTC. */
  readonly lastCheck?: string | undefined;
  /** ISO 8601, in UTC. */
  readonly nextCheck?: string | undefined;
}

/**
 * What to publish for a validation that was started, which depends on the method: `url` with two lines, `host` and `point`, or
 * addresses to choose from; for TXT just a message.
 */
export interface DomainValidationStart extends WithRaw {
  readonly message?: string | undefined;
  /** HTTP and HTTPS: where to publish the two lines. */
  readonly url?: string | undefined;
  /** HTTP and HTTPS. */
  readonly firstLine?: string | undefined;
  /** HTTP and HTTPS. */
  readonly secondLine?: string | undefined;
  /** CNAME: name of the record. */
  readonly host?: string | undefined;
  /** CNAME: value of the record. */
  readonly point?: string | undefined;
  /** EMAIL: addresses to choose from. */
  readonly emails?: readonly string[] | undefined;
  /** EMAIL: addresses to choose from, by domain and origin. */
  readonly dcvEmails?: readonly DcvEmails[] | undefined;
}

/** E-mail addresses that can validate a domain. */
export interface DcvEmails extends WithRaw {
  readonly domainName?: string | undefined;
  readonly whoisEmails: readonly string[];
  readonly adminEmails: readonly string[];
  readonly dnsTxtEmails: readonly string[];
}

/** The status after submitting or clearing a validation. */
export interface DomainValidationOrder extends WithRaw {
  readonly status: Open<DomainStatus>;
  readonly orderStatus?: Open<DcvOrderStatus> | undefined;
  readonly message?: string | undefined;
  readonly orderBackendId?: string | undefined;
  readonly emailValidationReferenceNumber?: string | undefined;
  /** TXT: name of the record to publish. */
  readonly host?: string | undefined;
  /** TXT: value of the record to publish. */
  readonly point?: string | undefined;
}
