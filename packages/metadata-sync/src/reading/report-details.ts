import type { DotPath } from '@certbridge/field-mapping';
import type { SslDetails, SslReportRow } from '@certbridge/sectigo-client';
import type { FieldMapping } from '../fields/field-plan.ts';

/**
 * How each part of the certificate details that a report row has, too, is read from the row.
 *
 * The serial number is not among them: the report writes it without colons and with other leading zeros.
 */
const readers: Readonly<Record<string, (row: SslReportRow) => unknown>> = {
  id: ({ id }) => id,
  sslId: ({ id }) => id,
  status: ({ status }) => status,
  commonName: ({ commonName }) => commonName,
  orgId: ({ orgId }) => orgId,
  orderNumber: ({ orderNumber }) => orderNumber,
  backendCertId: ({ backendCertId }) => backendCertId,
  term: ({ term }) => term,
  requester: ({ requester }) => requester,
  requestedVia: ({ requestedVia }) => requestedVia,
  externalRequester: ({ externalRequester }) => externalRequester,
  comments: ({ comments }) => comments,
  requested: ({ requested }) => requested,
  approved: ({ approved }) => approved,
  declined: ({ declined }) => declined,
  expires: ({ expires }) => expires,
  replaced: ({ replaced }) => replaced,
  revoked: ({ revoked }) => revoked,
  keyType: ({ publicKeyType }) => publicKeyType,
  // Joined with semicolon and blank. [SCM API documentation 25.5, "SSL certificates report"]
  subjectAlternativeNames: ({ subjAltNames }) => subjAltNames?.split(/;\s*/).filter((name) => name !== ''),
  customFields: ({ customFields }) => customFields,
  certType: ({ typeId, type }) => withoutUndefined({ id: typeId, name: type }),
  certificateDetails: ({ issuer, sha1, md5 }) => withoutUndefined({ issuer, sha1Hash: sha1, md5Hash: md5 }),
};

/** The parts that the report has of what is an object in the details. */
const partlyCovered: Readonly<Record<string, readonly string[]>> = {
  certType: ['id', 'name'],
  certificateDetails: ['issuer', 'sha1Hash', 'md5Hash'],
};

/** Returns whether the report holds what a path of the certificate details leads to. */
export function isCoveredByReport(path: DotPath): boolean {
  const [key = '', part] = path;
  if (!Object.hasOwn(readers, key)) return false;
  const parts = Object.hasOwn(partlyCovered, key) ? partlyCovered[key] : undefined;
  return parts === undefined || (part !== undefined && parts.includes(part));
}

/** The keys in a row of the parts that have another name there. */
const rowKeys: Readonly<Record<string, readonly string[]>> = {
  keyType: ['publicKeyType'],
  subjectAlternativeNames: ['subjAltNames'],
  certType: ['typeId', 'type'],
  certificateDetails: ['issuer', 'sha1', 'md5'],
};

/** Returns whether each of these parts of a row can be read, also as empty. If not, the details are read instead. */
export function isReadable({ unreadable = [] }: SslReportRow, parts: Iterable<string>): boolean {
  return ![...parts].some((part) => (rowKeys[part] ?? [part]).some((key) => unreadable.includes(key)));
}

const dates: ReadonlySet<string> = new Set([
  'requested',
  'approved',
  'declined',
  'expires',
  'replaced',
  'revoked',
]);

/** Certificate details made of a report row. */
export interface ReportedDetails extends SslDetails {
  /** Where a date is among them: how near to another day it is. */
  readonly minutesFromMidnight?: number | undefined;
}

/** Makes certificate details of a report row: the named parts, and always id and status. */
export function detailsFromReport(row: SslReportRow, parts: Iterable<string>): ReportedDetails {
  const details: Record<string, unknown> = {};
  for (const part of parts) {
    const value = Object.hasOwn(readers, part) ? readers[part]?.(row) : undefined;
    if (value !== undefined) details[part] = value;
    if (dates.has(part)) details.minutesFromMidnight = row.minutesFromMidnight;
  }
  return { ...details, sslId: row.id, id: row.id, status: row.status ?? '' };
}

/** The state of a certificate, which decides whether it is in scope. */
export const STATUS = 'status';

/** Names a field of SCM, so that custom fields and paths of the details can't be taken for each other. */
export function fieldOfReport({ kind, sectigoName }: Pick<FieldMapping, 'kind' | 'sectigoName'>): string {
  return kind === 'custom' ? `customFields: ${sectigoName}` : `details: ${sectigoName}`;
}

/** Shows a field that {@link fieldOfReport} names: what is not marked as a custom field is one of the details. */
export function showField(field: string): string {
  return field.replace(/^details: /, '');
}

/** Names the fields in which details made of a report row differ from those read singly, by what a sync reads. Pure. */
export function differingFields(
  row: SslDetails,
  details: SslDetails,
  mappings: readonly FieldMapping[],
): readonly string[] {
  const read = ({ sectigo }: FieldMapping, record: SslDetails) =>
    JSON.stringify(sectigo.read({ sectigo: record, keyfactor: {} }));
  const differing = mappings.filter((mapping) => read(mapping, row) !== read(mapping, details));
  return [
    ...(row.status.toLowerCase() === details.status.toLowerCase() ? [] : [STATUS]),
    ...new Set(differing.map(fieldOfReport)),
  ];
}

function withoutUndefined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
