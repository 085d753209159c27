/** The two flavours of the SCM API: login by headers, and the OAuth2 "Admin Operations API". */
export type ScmDialect = 'header' | 'oauth';

/** A code of the header flavour with its label, which responses of both flavours and filters of the other one use. */
export type CodeTable = Readonly<Record<string, string>>;

/** Ways a certificate came to SCM. */
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

/** States of a domain's validation, which only the header flavour answers as codes. */
export const domainStatusLabels: CodeTable = {
  NOT_VALIDATED: 'Not validated',
  VALIDATED: 'Validated',
  EXPIRED: 'Expired',
};

/** States of a validation order, which only the header flavour answers as codes. */
export const dcvOrderStatusLabels: CodeTable = {
  NOT_INITIATED: 'Not initiated',
  SUBMITTED: 'Submitted',
};

/** Methods of validation, which the OAuth2 flavour names by what is compared. */
export const dcvMethodNames: CodeTable = {
  HTTP: 'HTTP_CSR_HASH',
  HTTPS: 'HTTPS_CSR_HASH',
  CNAME: 'CNAME_CSR_HASH',
  TXT: 'DNSTXT_RANDOM_VALUE',
  EMAIL: 'EMAIL',
};

/** Reads a filter value, a code for the header flavour and a label for the other, into its label; undefined if unknown. */
export function readFilterLabel(value: string, table: CodeTable, dialect: ScmDialect): string | undefined {
  if (dialect === 'header') return Object.hasOwn(table, value) ? table[value] : undefined;
  return Object.values(table).includes(value) ? value : undefined;
}

/** Writes a code as the flavour answers it. */
export function writeCode(code: string, table: CodeTable, dialect: ScmDialect): string {
  return dialect === 'header' ? code : (table[code] ?? code);
}
