import { createHash, randomBytes } from 'node:crypto';
import type { EnrollmentType } from '../contract/enrollment.ts';
import type { ConnectionSettings } from '../plugin-context.ts';
import type { CustomFieldValues } from './custom-field-values.ts';

/** What makes two orders the same, however they were asked for. */
export interface OrderFacts {
  readonly account: Pick<ConnectionSettings, 'apiEndpoint' | 'customerUri'>;
  /** SHA-256 of the DER of the CSR. */
  readonly csrFingerprint: string;
  readonly profileId: number;
  /** Every name once, the common name among them. */
  readonly names: { readonly commonName: string; readonly all: readonly string[] };
  /** Organization or department. */
  readonly orgId: number;
  /** Days. */
  readonly term: number;
  /** As they are sent. */
  readonly customFieldValues: CustomFieldValues;
  readonly type: EnrollmentType;
  /** The certificate to renew or reissue: its record, whose serial number a reissue changes; by serial number where SCM has none. */
  readonly prior: number | string | undefined;
}

/** The longest comment that SCM takes. [SCM API documentation 25.5, "Enroll"] */
const longestComment = 1024;
const prefix = 'certbridge:';

/** Returns the identity of an order, a SHA-256: equal for equal orders, and for no others. */
export function identifyOrder(facts: OrderFacts): string {
  const { account, csrFingerprint, profileId, names, orgId, term, customFieldValues, type, prior } = facts;
  const canonical = [
    [hostOf(account.apiEndpoint), account.customerUri.trim().toLowerCase()],
    csrFingerprint,
    profileId,
    names.commonName,
    names.all.toSorted(),
    orgId,
    term,
    [...customFieldValues].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    type,
    prior ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}

/**
 * Makes the reference of an order, such as `certbridge:0K3J5T9A-1P0Z7QWM`. The first part is that of the identity, so that
 * equal orders are seen to be equal in SCM; the second is unique to this order.
 */
export function createReference(identity: string): string {
  return `${prefix}${spell(identity.slice(0, 10))}-${spell(randomBytes(5).toString('hex'))}`;
}

/** Adds a reference to a comment, as a line of its own. A comment that is too long is cut, never the reference. */
export function commentWith(comment: string | undefined, reference: string): string {
  return comment === undefined
    ? reference
    : `${comment.slice(0, longestComment - reference.length - 1)}\n${reference}`;
}

/** Finds the references in a comment. */
export function referencesIn(comment: string | undefined): string[] {
  return comment?.match(/certbridge:[0-9A-Z]{8}-[0-9A-Z]{8}(?![0-9A-Z-])/g) ?? [];
}

/** Eight characters for 40 bits. */
function spell(hex: string): string {
  return BigInt(`0x${hex}`).toString(36).toUpperCase().padStart(8, '0');
}

/** The path of an address may be written in several ways; which server it is decides. */
function hostOf(address: string): string {
  const withScheme = address.includes('://') ? address : `https://${address}`;
  return URL.canParse(withScheme) ? new URL(withScheme).host : address;
}
