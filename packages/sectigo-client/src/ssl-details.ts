import type { WithRaw } from '@certbridge/rest-client';
import type { CertificateProfile } from './certificate-profile.ts';
import type { InstallStatus, Open, RenewalStatus, RequestedVia, SslStatus } from './labels.ts';

/**
 * The record of a certificate, with every documented key, in one shape for both flavours. A key without a value is absent, never
 * null or "". Dates are `yyyy-MM-dd`, the calendar date as written, without a zone; one of an unknown form is unchanged.
 *
 * The ids, `status`, `serialNumber` and the names in `customFields` must have the documented type. Any other key with a value
 * of another type is dropped and listed in `unreadable`. [SCM API documentation 25.5, "SSL Certificates"; Admin Operations API
 * 25.9.2]
 */
export interface SslDetails extends WithRaw {
  /** The same as `id`. Older servers send only this one, which the documentation calls deprecated. */
  readonly sslId: number;
  readonly id: number;
  /** In a uniform spelling; unknown ones are kept. */
  readonly status: Open<SslStatus>;
  readonly commonName?: string | undefined;
  /** Id of the organization or department. */
  readonly orgId?: number | undefined;
  /** Dropped beyond 2^53, for which JSON loses digits; `backendCertId` has the same number as text. */
  readonly orderNumber?: number | undefined;
  readonly backendCertId?: string | undefined;
  /** Who issues it: `Sectigo Limited`. */
  readonly vendor?: string | undefined;
  /** The profile; absent for records without one. */
  readonly certType?: CertificateProfile | undefined;
  readonly subType?: string | undefined;
  readonly validationType?: string | undefined;
  /** Validity in days. */
  readonly term?: number | undefined;
  /** Display name of the approver. */
  readonly owner?: string | undefined;
  readonly ownerId?: number | undefined;
  readonly requester?: string | undefined;
  readonly requesterId?: number | undefined;
  /** How the certificate got into SCM: the label, even if the server sent a code. */
  readonly requestedVia?: Open<RequestedVia> | undefined;
  /** E-mail addresses, separated by commas. */
  readonly externalRequester?: string | undefined;
  readonly comments?: string | undefined;
  /** `yyyy-MM-dd`. Absent for certificates issued over ACME. */
  readonly requested?: string | undefined;
  /** `yyyy-MM-dd`. */
  readonly approved?: string | undefined;
  /** `yyyy-MM-dd`. */
  readonly issued?: string | undefined;
  /** `yyyy-MM-dd`. */
  readonly declined?: string | undefined;
  /** `yyyy-MM-dd`. */
  readonly expires?: string | undefined;
  /** `yyyy-MM-dd`. */
  readonly replaced?: string | undefined;
  /** `yyyy-MM-dd`. */
  readonly revoked?: string | undefined;
  /** Reason of the revocation, as in RFC 5280. */
  readonly reasonCode?: number | undefined;
  readonly renewed?: boolean | undefined;
  /** `yyyy-MM-dd`. */
  readonly renewedDate?: string | undefined;
  /** `0A:B3:...`, without leading zero bytes; text that isn't hexadecimal is unchanged. Absent before issue. */
  readonly serialNumber?: string | undefined;
  readonly signatureAlg?: string | undefined;
  readonly keyAlgorithm?: string | undefined;
  /** Bits. */
  readonly keySize?: number | undefined;
  /** Algorithm and size: `RSA - 2048`. */
  readonly keyType?: string | undefined;
  readonly keyUsages?: readonly string[] | undefined;
  readonly extendedKeyUsages?: readonly string[] | undefined;
  /** May lack the common name, unlike `certificateDetails.subjectAltNames`. */
  readonly subjectAlternativeNames?: readonly string[] | undefined;
  /** Only active fields that have a value. Absent if there are none. */
  readonly customFields?: readonly CustomFieldValue[] | undefined;
  readonly certificateDetails?: SslCertificateDetails | undefined;
  readonly autoInstallDetails?: AutoInstallDetails | undefined;
  readonly autoRenewDetails?: AutoRenewDetails | undefined;
  readonly suspendNotifications?: boolean | undefined;
  /** The original text of values whose spelling was changed, except dates, by path. Not part of the API. */
  readonly asWritten?: Readonly<Record<string, string>> | undefined;
  /** Paths of values that were dropped because of their type: `certificateDetails.issuer`. Not part of the API. */
  readonly unreadable?: readonly string[] | undefined;
}

/** A custom field of a certificate, with its value. */
export interface CustomFieldValue extends WithRaw {
  /** Fields are addressed by name, never by id. */
  readonly name: string;
  /** Text for every type of field, `yyyy-MM-dd` for a date; "" if there is none. */
  readonly value: string;
  /** Set if the value isn't text; `value` is "" then. Not part of the API. */
  readonly isUnreadable?: boolean | undefined;
}

/** What SCM knows of the certificate itself. */
export interface SslCertificateDetails extends WithRaw {
  /** Distinguished name of the issuer, in the order of RFC 2253. */
  readonly issuer?: string | undefined;
  /** Distinguished name. */
  readonly subject?: string | undefined;
  /** `dNSName=...`, separated by a comma and a space. */
  readonly subjectAltNames?: string | undefined;
  /** Hexadecimal. */
  readonly md5Hash?: string | undefined;
  /** Hexadecimal. */
  readonly sha1Hash?: string | undefined;
  /** Hexadecimal. [Admin Operations API 25.9.2] */
  readonly sha256Hash?: string | undefined;
}

/** Automatic installation of a certificate. */
export interface AutoInstallDetails extends WithRaw {
  readonly state?: Open<InstallStatus> | undefined;
  readonly nodes?: readonly AutoInstallNode[] | undefined;
}

/** A node to install a certificate on. */
export interface AutoInstallNode extends WithRaw {
  readonly name?: string | undefined;
  readonly port?: number | undefined;
  readonly status?: string | undefined;
}

/** Automatic renewal of a certificate. */
export interface AutoRenewDetails extends WithRaw {
  readonly state?: Open<RenewalStatus> | undefined;
  readonly daysBeforeExpiration?: number | undefined;
}
