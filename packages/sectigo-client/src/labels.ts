/** One of the known values, or any other text that a later release may add. */
export type Open<T extends string> = T | (string & {});

/** Codes in filters of the header flavour, and the labels in all responses and in filters of the OAuth2 flavour. */
type Labels = Readonly<Record<string, string>>;

/** Labels of {@link RequestedVia} by code. */
export const requestedViaLabels = {
  WEB_FORM: 'Enrollment Form',
  CLIENT_ADMIN: 'Client Admin',
  API: 'Web API',
  DISCOVERY: 'Discovery',
  IMPORTED: 'Imported',
  SCEP: 'SCEP',
  CD_AGENT: 'CD Agent',
  MS_AGENT: 'MS Agent',
  MS_CA: 'MS CA',
  BULK_REQUEST: 'Bulk Request',
  ACME: 'ACME',
  EST: 'EST',
  REST: 'REST API',
} as const;
/** How a certificate got into SCM. */
export type RequestedVia = (typeof requestedViaLabels)[keyof typeof requestedViaLabels];

/** Labels of {@link InstallStatus} by code. */
export const installStatusLabels = {
  NONE: 'Not configured',
  NOT_STARTED: 'Not started',
  KEY_PROCESSING: 'Key processing',
  KEY_READY: 'Key and CSR ready',
  CERT_PROCESSING: 'Certificate processing',
  SCHEDULED: 'Installation scheduled',
  INSTALLING: 'Installation processing',
  ACTION_REQUIRED: 'Action required',
  READY_FOR_INSTALL: 'Ready for install',
  NEED_SERVER_RESTART: 'Server restart required',
  COMPLETED: 'Completed',
  INVALID: 'Invalid configuration',
} as const;
/** State of automatic installation. */
export type InstallStatus = (typeof installStatusLabels)[keyof typeof installStatusLabels];

/** Labels of {@link RenewalStatus} by code. */
export const renewalStatusLabels = {
  NOT_SCHEDULED: 'Not scheduled',
  SCHEDULED: 'Scheduled',
  STARTED: 'Started',
  SUCCESSFUL: 'Successful',
  FAILED: 'Failed',
} as const;
/** State of automatic renewal. */
export type RenewalStatus = (typeof renewalStatusLabels)[keyof typeof renewalStatusLabels];

/** Labels of {@link DomainStatus} by code. */
export const domainStatusLabels = {
  NOT_VALIDATED: 'Not validated',
  VALIDATED: 'Validated',
  EXPIRED: 'Expired',
} as const;
/** State of a domain's validation. */
export type DomainStatus = keyof typeof domainStatusLabels;

/** States of an order to validate a domain, with their labels. */
export const dcvOrderStatusLabels = {
  NOT_INITIATED: 'Not initiated',
  SUBMITTED: 'Submitted',
} as const;
/** State of the order that validates a domain. There are more states, whose codes aren't documented. */
export type DcvOrderStatus = keyof typeof dcvOrderStatusLabels;

/** Names of validation methods in the list of the OAuth2 flavour. */
const dcvMethods: Labels = {
  HTTP_CSR_HASH: 'HTTP',
  HTTPS_CSR_HASH: 'HTTPS',
  CNAME_CSR_HASH: 'CNAME',
  DNSTXT_RANDOM_VALUE: 'TXT',
};
/** How control over a domain is validated. */
export type DcvMode = 'CNAME' | 'EMAIL' | 'HTTP' | 'HTTPS' | 'TXT' | 'AUTO';

/** Known states of a certificate. */
export const sslStatuses = [
  'Init',
  'Requested',
  'SAApproved',
  'Approved',
  'Applied',
  'Issued',
  'Expired',
  'Revoked',
  'Replaced',
  'Declined',
  'Rejected',
  'Invalid',
  'Unmanaged',
] as const;

/** State of a certificate. Unmanaged is deprecated; filtering by it finds nothing. */
export type SslStatus = (typeof sslStatuses)[number];

const statusesByKey = new Map<string, SslStatus>(sslStatuses.map((status) => [keyOf(status), status]));

/** Reads a label or code; other text is kept. */
export const readRequestedVia = (text: string) => readLabel<RequestedVia>(text, requestedViaLabels);
/** Reads a label or code; other text is kept. */
export const readInstallStatus = (text: string) => readLabel<InstallStatus>(text, installStatusLabels);
/** Reads a label or code; other text is kept. */
export const readRenewalStatus = (text: string) => readLabel<RenewalStatus>(text, renewalStatusLabels);
/** Reads a code or label as the code; other text is kept. */
export const readDomainStatus = (text: string) => readCode<DomainStatus>(text, domainStatusLabels);
/** Reads a code or label as the code; other text is kept. */
export const readDcvOrderStatus = (text: string) => readCode<DcvOrderStatus>(text, dcvOrderStatusLabels);
/** Reads the name of a validation method in either flavour; other text is kept. */
export const readDcvMode = (text: string) => readLabel<DcvMode>(text, dcvMethods);

/**
 * Normalizes the state of a certificate, ignoring case: the header flavour writes `SAApproved`, the other one `SA Approved`.
 * An unknown state is kept.
 */
export function readSslStatus(text: string): Open<SslStatus> {
  return statusesByKey.get(keyOf(text)) ?? text;
}

function keyOf(status: string): string {
  return status.replaceAll(' ', '').toLowerCase();
}

/** Converts a label or code to the one that filters of the API flavour take. Other text is kept. */
export function writeFilterValue(text: string, labels: Labels, byCode: boolean): string {
  const label = readLabel(text, labels);
  if (!byCode) return label;
  return Object.keys(labels).find((code) => labels[code] === label) ?? text;
}

/** Converts a domain status, code or label, to the one that filters of the API flavour take. */
export function writeDomainStatus(text: string, byCode: boolean): string {
  return writeFilterValue(text, domainStatusLabels, byCode);
}

/** Converts the status of a validation order, code or label, to the one that filters of the API flavour take. */
export function writeDcvOrderStatus(text: string, byCode: boolean): string {
  return writeFilterValue(text, dcvOrderStatusLabels, byCode);
}

/** Spells the state of a certificate as filters of the API flavour do. */
export function writeSslStatus(text: string, byCode: boolean): string {
  const status = readSslStatus(text);
  return !byCode && status === 'SAApproved' ? 'SA Approved' : status;
}

function readLabel<T extends string>(text: string, labels: Labels): Open<T> {
  return Object.hasOwn(labels, text) ? (labels[text] ?? text) : text;
}

function readCode<T extends string>(text: string, labels: Labels): Open<T> {
  return Object.keys(labels).find((code) => labels[code] === text) ?? text;
}
