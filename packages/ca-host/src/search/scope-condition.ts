import type { CaScope, CertificateStatus, StoredCertificateQuery } from '../contract/certificate-search.ts';
import { allOf, anyOf, type Condition, indexSource, isOneOf, type Source } from './condition.ts';

/** The CAs and products of a database, by the numbers that `issued` has for them. */
export interface Known {
  readonly cas: readonly { readonly number: number; readonly name: string }[];
  readonly products: readonly { readonly key: number; readonly ca: number; readonly name: string | null }[];
}

/** Criteria of CA, product and status. */
export type ScopeQuery = Pick<StoredCertificateQuery, 'cas' | 'productNames' | 'statuses' | 'within'>;

/** Whether a query has criteria of CA, product or status. */
export function hasScope({ cas, productNames, statuses, within }: ScopeQuery): boolean {
  return [cas, productNames, statuses, within].some((criterion) => criterion !== undefined);
}

/** The certificates of CAs, products and statuses: exactly, and by the one index that has the three. */
export function scopeCondition(query: ScopeQuery, known: Known): { condition: Condition; source: Source } {
  const { productNames, within } = query;
  const cas = known.cas.filter(({ name }) => query.cas?.includes(name) ?? true);
  const products = known.products.filter(({ name }) => isNamed(name, productNames));
  const status = query.statuses === undefined ? [] : [anyOf(query.statuses.map(ofStatus))];
  const condition = allOf([
    ...(query.cas === undefined ? [] : [isOneOf('ca', numbersOf(cas))]),
    ...(productNames === undefined ? [] : [isOneOf('product', keysOf(products))]),
    ...(within === undefined ? [] : [anyOf(within.map((scope) => ofScope(scope, known)))]),
    ...status,
  ]);
  // Columns in front that are left out of the condition would make SQLite read the whole index.
  const seen = cas.filter(({ name }) => within?.some(({ ca }) => ca === name) ?? true);
  const shown = products.filter(({ ca, name }) => {
    const owner = seen.find(({ number }) => number === ca);
    if (owner === undefined) return false;
    return within?.some((scope) => scope.ca === owner.name && isNamed(name, scope.productNames)) ?? true;
  });
  // Certificates whose product is not known have 0.
  const unknown = productNames === undefined ? [0] : [];
  const narrow = [
    isOneOf('ca', numbersOf(seen)),
    isOneOf('product', [...unknown, ...keysOf(shown)]),
    ...status,
  ];
  return { condition, source: indexSource('scope', allOf(narrow)) };
}

function isNamed(name: string | null, names: readonly string[] | undefined): boolean {
  return names === undefined || (name !== null && names.includes(name));
}

function ofScope({ ca: name, productNames }: CaScope, { cas, products }: Known): Condition {
  const ca = cas.find((other) => other.name === name)?.number;
  if (productNames === undefined) return isOneOf('ca', ca === undefined ? [] : [ca]);
  return isOneOf(
    'product',
    keysOf(products.filter((product) => product.ca === ca && isNamed(product.name, productNames))),
  );
}

function ofStatus(status: CertificateStatus): Condition {
  if (status === 'active') return { sql: 'revocation = -1', values: [] };
  if (status === 'revoked') return { sql: 'revocation >= 0', values: [] };
  return { sql: 'revocation = ?', values: [status.revokedFor] };
}

function numbersOf(cas: Known['cas']): number[] {
  return cas.map(({ number }) => number);
}

function keysOf(products: Known['products']): number[] {
  return products.map(({ key }) => key);
}
