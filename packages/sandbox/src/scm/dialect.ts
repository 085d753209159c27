/** The two flavours of the SCM API: header login, and the OAuth2 "Admin Operations API". */
export type ScmDialect = 'header' | 'oauth';

/** A code of the header flavour and its label, which is used in responses of both flavours and in filters of the other one. */
export type CodeTable = Readonly<Record<string, string>>;

/** How a certificate got into SCM. */
export const requestedViaLabels: CodeTable = {
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
};

/** States of automatic installation. */
export const installStatusLabels: CodeTable = {
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
};

/** States of automatic renewal. */
export const renewalStatusLabels: CodeTable = {
  NOT_SCHEDULED: 'Not scheduled',
  SCHEDULED: 'Scheduled',
  STARTED: 'Started',
  SUCCESSFUL: 'Successful',
  FAILED: 'Failed',
};

/** States of a domain's validation; only the header flavour returns codes. */
export const domainStatusLabels: CodeTable = {
  NOT_VALIDATED: 'Not validated',
  VALIDATED: 'Validated',
  EXPIRED: 'Expired',
};

/** States of a validation order; only the header flavour returns codes. */
export const dcvOrderStatusLabels: CodeTable = {
  NOT_INITIATED: 'Not initiated',
  SUBMITTED: 'Submitted',
};

/** Methods of validation; the OAuth2 flavour names them for what is compared. */
export const dcvMethodNames: CodeTable = {
  HTTP: 'HTTP_CSR_HASH',
  HTTPS: 'HTTPS_CSR_HASH',
  CNAME: 'CNAME_CSR_HASH',
  TXT: 'DNSTXT_RANDOM_VALUE',
  EMAIL: 'EMAIL',
};

/** Converts a filter value (a code in the header flavour, a label in the other) to its label; undefined if unknown. */
export function readFilterLabel(value: string, table: CodeTable, dialect: ScmDialect): string | undefined {
  if (dialect === 'header') return Object.hasOwn(table, value) ? table[value] : undefined;
  return Object.values(table).includes(value) ? value : undefined;
}

/** Converts a code to what the flavour returns. */
export function writeCode(code: string, table: CodeTable, dialect: ScmDialect): string {
  return dialect === 'header' ? code : (table[code] ?? code);
}
