import type { WithRaw } from '@certbridge/rest-client';
import type { Open, RequestedVia, SslStatus } from './labels.ts';
import type { CustomFieldValue } from './ssl-details.ts';

/**
 * A row of the SSL certificates report. Dates are `yyyy-MM-dd`, as written by the server in UTC. A value of another type than
 * documented is dropped and listed in `unreadable`. [SCM API documentation 25.5, "Reports"]
 */
export interface SslReportRow extends WithRaw {
  /** The sslId. */
  readonly id: number;
  readonly commonName?: string | undefined;
  readonly orgId?: number | undefined;
  readonly organizationName?: string | undefined;
  readonly city?: string | undefined;
  readonly state?: string | undefined;
  readonly country?: string | undefined;
  /** In a uniform spelling; unknown ones are kept. */
  readonly status?: Open<SslStatus> | undefined;
  /** Dropped beyond 2^53, for which JSON loses digits; `backendCertId` has the same number as text. */
  readonly orderNumber?: number | undefined;
  readonly backendCertId?: string | undefined;
  readonly serverType?: string | undefined;
  /** Deprecated by SCM, which doesn't say what it counts. */
  readonly servers?: number | undefined;
  /** Id of the profile: `certType.id` of the record. */
  readonly typeId?: number | undefined;
  /** Name of the profile: `certType.name` of the record. */
  readonly type?: string | undefined;
  /** Validity in days. */
  readonly term?: number | undefined;
  /** Subject of the issuing CA's certificate. */
  readonly issuer?: string | undefined;
  readonly requester?: string | undefined;
  readonly approver?: string | undefined;
  readonly externalRequester?: string | undefined;
  readonly comments?: string | undefined;
  /** `yyyy-MM-dd`. */
  readonly requested?: string | undefined;
  /** `yyyy-MM-dd`. */
  readonly approved?: string | undefined;
  /** `yyyy-MM-dd`. */
  readonly declined?: string | undefined;
  /** `yyyy-MM-dd`. */
  readonly downloaded?: string | undefined;
  /** `yyyy-MM-dd`. */
  readonly expires?: string | undefined;
  /** `yyyy-MM-dd`. */
  readonly revoked?: string | undefined;
  /** `yyyy-MM-dd`. */
  readonly replaced?: string | undefined;
  readonly ipAddresses?: string | undefined;
  readonly publicKeyAlg?: string | undefined;
  readonly publicKeySize?: string | undefined;
  readonly publicKeyType?: string | undefined;
  /** Separated by a semicolon and a space. */
  readonly subjAltNames?: string | undefined;
  /** `0A:B3:...`, without leading zero bytes; text that isn't hexadecimal is unchanged. Absent before issue. */
  readonly serialNumber?: string | undefined;
  /** The label, even if the server sent a code. */
  readonly requestedVia?: Open<RequestedVia> | undefined;
  /** Hexadecimal. */
  readonly sha1?: string | undefined;
  /** Hexadecimal. */
  readonly md5?: string | undefined;
  readonly customFields?: readonly CustomFieldValue[] | undefined;
  /**
   * The smallest distance in minutes of any of the original date-times from midnight: in another zone that date may be
   * another day. Not part of the API; absent if the server sent dates without a time.
   */
  readonly minutesFromMidnight?: number | undefined;
  /** Paths of values that were dropped because of their type. Not part of the API. */
  readonly unreadable?: readonly string[] | undefined;
}
