/** Text that is one of the known values, or one that a later release brings. */
export type Open<T extends string> = T | (string & {});

/** Codes of the header flavour's filters, with the labels that all answers and the OAuth2 flavour's filters use. */
type Labels = Readonly<Record<string, string>>;

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
/** How a certificate came to SCM. */
export type RequestedVia = (typeof requestedViaLabels)[keyof typeof requestedViaLabels];

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

export const renewalStatusLabels = {
  NOT_SCHEDULED: 'Not scheduled',
  SCHEDULED: 'Scheduled',
  STARTED: 'Started',
  SUCCESSFUL: 'Successful',
  FAILED: 'Failed',
} as const;
/** State of automatic renewal. */
export type RenewalStatus = (typeof renewalStatusLabels)[keyof typeof renewalStatusLabels];

const domainStatusLabels = {
  NOT_VALIDATED: 'Not validated',
  VALIDATED: 'Validated',
  EXPIRED: 'Expired',
} as const;
/** State of a domain's validation. */
export type DomainStatus = keyof typeof domainStatusLabels;

const dcvOrderStatusLabels = {
  NOT_INITIATED: 'Not initiated',
  SUBMITTED: 'Submitted',
} as const;
/** State of the order that validates a domain; further states exist whose codes are not published. */
export type DcvOrderStatus = keyof typeof dcvOrderStatusLabels;

/** Names of validation methods in the OAuth2 flavour's list. */
const dcvMethods: Labels = {
  HTTP_CSR_HASH: 'HTTP',
  HTTPS_CSR_HASH: 'HTTPS',
  CNAME_CSR_HASH: 'CNAME',
  DNSTXT_RANDOM_VALUE: 'TXT',
};
/** How control over a domain is shown. */
export type DcvMode = 'CNAME' | 'EMAIL' | 'HTTP' | 'HTTPS' | 'TXT' | 'AUTO';

const sslStatuses = [
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

/** State of a certificate. Unmanaged is deprecated and finds nothing. */
export type SslStatus = (typeof sslStatuses)[number];

const statusesByKey = new Map<string, SslStatus>(sslStatuses.map((status) => [keyOf(status), status]));

export const readRequestedVia = (text: string) => readLabel<RequestedVia>(text, requestedViaLabels);
export const readInstallStatus = (text: string) => readLabel<InstallStatus>(text, installStatusLabels);
export const readRenewalStatus = (text: string) => readLabel<RenewalStatus>(text, renewalStatusLabels);
export const readDomainStatus = (text: string) => readCode<DomainStatus>(text, domainStatusLabels);
export const readDcvOrderStatus = (text: string) => readCode<DcvOrderStatus>(text, dcvOrderStatusLabels);
export const readDcvMode = (text: string) => readLabel<DcvMode>(text, dcvMethods);

/**
 * Spells a state of a certificate in one way: the header flavour writes `SAApproved`, the other one `SA Approved`, and letter
 * case does not matter. A state that is not known stays as it is.
 */
export function readSslStatus(text: string): Open<SslStatus> {
  return statusesByKey.get(keyOf(text)) ?? text;
}

function keyOf(status: string): string {
  return status.replaceAll(' ', '').toLowerCase();
}

/** Writes a label, or its code, as the host's filters take it. Other text passes. */
export function writeFilterValue(text: string, labels: Labels, byCode: boolean): string {
  const label = readLabel(text, labels);
  if (!byCode) return label;
  return Object.keys(labels).find((code) => labels[code] === label) ?? text;
}

/** Writes a code, or its label, of a domain filter as the host takes it. */
export function writeDomainStatus(text: string, byCode: boolean): string {
  return writeFilterValue(text, domainStatusLabels, byCode);
}

export function writeDcvOrderStatus(text: string, byCode: boolean): string {
  return writeFilterValue(text, dcvOrderStatusLabels, byCode);
}

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
