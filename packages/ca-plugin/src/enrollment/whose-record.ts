import type { SslDetails } from '@certbridge/sectigo-client';
import type { OrderStart } from '../contract/order-ledger.ts';
import { writeName } from './names.ts';
import { referencesIn } from './order-identity.ts';

type RecordedNames = Pick<SslDetails, 'commonName' | 'subjectAlternativeNames'>;
type OrderFacts = Pick<OrderStart, 'commonName' | 'names' | 'kind' | 'priorRequestId' | 'reference'>;

/**
 * Returns why a record is not an order's, in words that complete "since"; undefined if nothing shows that. That a
 * record lacks the reference shows nothing, since a renewal has none, and not every SCM may keep comments.
 */
export function findForeignSign(
  record: RecordedNames & Pick<SslDetails, 'sslId' | 'comments'>,
  order: OrderFacts,
): string | undefined {
  // Until a reissue is done, its record has the names of the old certificate.
  if (order.kind === 'replace' && String(record.sslId) === order.priorRequestId) return undefined;
  const references = referencesIn(record.comments);
  // A renewal may have the comments of the record that it renews.
  if (order.kind === 'new' && references.length > 0 && !isReferredBy(record, order)) {
    return `its comments hold the reference of another order, ${references[0]}`;
  }
  return isForOtherNames(record, order)
    ? `it is for other names: ${furtherNames(record, order).join(', ')}`
    : undefined;
}

/** Whether the comments of a record hold an order's reference. */
export function isReferredBy({ comments }: Pick<SslDetails, 'comments'>, { reference }: OrderFacts): boolean {
  return referencesIn(comments).includes(reference);
}

/** Lists the names of a record that were not ordered. */
export function furtherNames(record: RecordedNames, order: OrderFacts): string[] {
  return without(recordedNames(record), orderedNames(order));
}

/** Lists the names of an order that a record lacks. */
export function lackingNames(record: RecordedNames, order: OrderFacts): string[] {
  return without(orderedNames(order), recordedNames(record));
}

/** A profile may leave names out, and another may add one (`www.`), so that only both together tell. */
function isForOtherNames(record: RecordedNames, order: OrderFacts): boolean {
  return furtherNames(record, order).length > 0 && lackingNames(record, order).length > 0;
}

function without(names: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...names].filter((name) => !others.has(name));
}

function recordedNames({ commonName = '', subjectAlternativeNames = [] }: RecordedNames): Set<string> {
  return written([commonName, ...subjectAlternativeNames]);
}

function orderedNames({ commonName, names }: OrderFacts): Set<string> {
  return written([commonName, ...names]);
}

function written(names: readonly string[]): Set<string> {
  return new Set(names.filter((name) => name.trim() !== '').map((name) => writeName(name.trim()) ?? name));
}
