import type { CertificateStatus, StoredCertificateQuery, TimeSpan } from '@certbridge/ca-host';
import { GatewayError } from '../../gateway-error.ts';
import { endEntityProfile } from '../end-entity-profile.ts';
import { parseCriterionDate } from './dates.ts';
import { parseRevocationReason } from './revocation-reasons.ts';

/** A criterion of a search for certificates, as it is sent. */
export interface CertificateCriterion {
  readonly property: string;
  readonly value: string;
  readonly operation: string;
}

/** Names that criteria may give: those that the caller may know. */
export interface KnownNames {
  readonly cas: readonly string[];
  readonly profiles: readonly string[];
}

/** What is searched for; undefined where no certificate of a gateway can match. */
export type CriteriaResult = StoredCertificateQuery | undefined;

const dates = {
  ISSUED_DATE: 'issued',
  EXPIRE_DATE: 'expires',
  REVOCATION_DATE: 'revoked',
  UPDATE_TIME: 'changed',
} as const satisfies Record<string, keyof StoredCertificateQuery>;

/**
 * Reads the criteria of a search. Those of CA, profile and status are alternatives of one another, all others must hold together.
 * Throws a GatewayError with EJBCA's text where one can't be read.
 */
export function readCertificateCriteria(
  criteria: readonly CertificateCriterion[],
  known: KnownNames,
): CriteriaResult {
  if (criteria.length === 0) throw empty();
  const read = criteria.map(normalize);
  const of = (property: string) => read.filter((each) => each.property === property);
  for (const { property } of read) if (!readers.has(property)) throw invalid("'s property, unrecognized");
  const names = (property: string, all: readonly string[], what: string) =>
    readNames(of(property), all, what);
  const cas = names('CA', known.cas, 'CA');
  const productNames = names('CERTIFICATE_PROFILE', known.profiles, 'certificate profile');
  names('END_ENTITY_PROFILE', [endEntityProfile.name], 'end entity profile');
  const statuses = readStatuses(of('STATUS'));
  const text = readText(of('QUERY'));
  const spans = Object.entries(dates).map(([property, key]) => [key, readSpan(of(property))] as const);
  // No certificate of ours is bound to an account.
  const bindings = of('EXTERNAL_ACCOUNT_BINDING_ID').map(checkTextOperation);
  if (bindings.length > 0 || statuses?.length === 0) return undefined;
  return {
    ...(text !== undefined && { text }),
    ...(cas !== undefined && { cas }),
    ...(productNames !== undefined && { productNames }),
    ...(statuses !== undefined && { statuses }),
    ...Object.fromEntries(spans.filter(([, span]) => span !== undefined)),
  };
}

const readers: ReadonlySet<string> = new Set([
  'QUERY',
  'EXTERNAL_ACCOUNT_BINDING_ID',
  'END_ENTITY_PROFILE',
  'CERTIFICATE_PROFILE',
  'CA',
  'STATUS',
  ...Object.keys(dates),
]);

function normalize({ property, value, operation }: CertificateCriterion): CertificateCriterion {
  if (value === '') throw empty();
  return { property: property.toUpperCase(), value, operation: operation.toUpperCase() };
}

function readText(criteria: readonly CertificateCriterion[]): StoredCertificateQuery['text'] {
  const [first, second] = criteria;
  if (second !== undefined) throw several('QUERY');
  if (first === undefined) return undefined;
  checkTextOperation(first);
  return { value: first.value, match: first.operation === 'EQUAL' ? 'whole' : 'part' };
}

function checkTextOperation({ operation }: CertificateCriterion): void {
  if (operation !== 'EQUAL' && operation !== 'LIKE') throw invalid("'s operation, should be EQUAL or LIKE");
}

/** Lists the values of alternatives, each once: each of them costs a search time. */
function valuesOf(criteria: readonly CertificateCriterion[]): string[] {
  if (criteria.some(({ operation }) => operation !== 'EQUAL')) {
    throw invalid("'s operation, should be EQUAL");
  }
  return [...new Set(criteria.map(({ value }) => value))];
}

function readNames(
  criteria: readonly CertificateCriterion[],
  known: readonly string[],
  what: string,
): string[] | undefined {
  if (criteria.length === 0) return undefined;
  return valuesOf(criteria).map((value) => {
    if (!known.includes(value)) throw invalid(` content, unknown ${what}`);
    return value;
  });
}

/** An empty list is a status that certificates of a gateway never have. */
function readStatuses(criteria: readonly CertificateCriterion[]): CertificateStatus[] | undefined {
  if (criteria.length === 0) return undefined;
  const values = new Set(valuesOf(criteria).map((value) => value.toUpperCase()));
  return [...values].flatMap(readStatus);
}

function readStatus(status: string): CertificateStatus[] {
  if (status === 'CERT_ACTIVE') return ['active'];
  if (status === 'CERT_REVOKED') return ['revoked'];
  if (status === 'CERT_NOTIFIEDABOUTEXPIRATION') return [];
  const [, name = ''] = /^REVOCATION_REASON_([A-Z]+)$/.exec(status) ?? [];
  const revokedFor = parseRevocationReason(name);
  if (revokedFor === undefined || revokedFor < 0) {
    throw invalid(' content, value does not contain certificate status');
  }
  return [{ revokedFor }];
}

function readSpan(criteria: readonly CertificateCriterion[]): TimeSpan | undefined {
  if (criteria.length === 0) return undefined;
  const span: { after?: Date; before?: Date } = {};
  for (const { property, value, operation } of criteria) {
    if (operation !== 'AFTER' && operation !== 'BEFORE') {
      throw invalid("'s operation, should be AFTER or BEFORE");
    }
    const date = parseCriterionDate(value);
    if (date === undefined) throw invalid(' content, value does not contain proper date');
    const end = operation === 'AFTER' ? 'after' : 'before';
    if (span[end] !== undefined) throw several(`${property} ${operation}`);
    span[end] = date;
  }
  return span;
}

function invalid(what: string): GatewayError {
  return new GatewayError(400, `Invalid search criteria${what}.`);
}

function empty(): GatewayError {
  return new GatewayError(400, 'Invalid criteria value, cannot be empty.');
}

function several(property: string): GatewayError {
  return new GatewayError(400, `Invalid criteria value, multiple '${property}' properties are not allowed.`);
}
