import type {
  CertificateQuery,
  CertificateScope,
  CertificateStatus,
  TimeSpan,
} from '../contract/certificate-search.ts';
import { allOf, anyOf, type Condition, isOneOf, type Source } from './condition.ts';
import { textCondition, textSource } from './text-condition.ts';
import { fitsAnything } from './text-pattern.ts';

/** The CAs and products of a database, by the numbers that `issued` has for them. */
export interface Known {
  readonly cas: readonly { readonly number: number; readonly name: string }[];
  readonly products: readonly { readonly key: number; readonly ca: number; readonly name: string | null }[];
}

/** A query as conditions on rows of `issued`. */
export interface QueryConditions {
  /** All must hold. */
  readonly where: Condition;
  /** What finds rows by an index, each for one of the criteria; the one that mostly finds the fewest first. */
  readonly sources: readonly Source[];
}

const columnOf = {
  issued: 'not_before',
  expires: 'not_after',
  revoked: 'revoked_at',
  changed: 'changed_at',
} as const;
type SpanName = keyof typeof columnOf;
const spanNames = Object.keys(columnOf) as SpanName[];

/** Turns a query into conditions. */
export function queryConditions(query: CertificateQuery, known: Known): QueryConditions {
  const criteria: { readonly condition: Condition; readonly source?: Source | undefined }[] = [];
  const { text } = query;
  if (text !== undefined && !fitsAnything(text))
    criteria.push({ condition: textCondition(text), source: textSource(text) });
  for (const name of spanNames) {
    const span = query[name];
    if (span !== undefined) criteria.push(ofSpan(name, span));
  }
  if (query.productNames !== undefined) criteria.push(ofProducts(query.productNames, known));
  if (query.statuses !== undefined) criteria.push(ofStatuses(query.statuses));
  if (query.cas !== undefined) criteria.push(ofCas(query.cas, known));
  if (query.within !== undefined) criteria.push(ofScopes(query.within, known));
  return {
    where: allOf(criteria.map(({ condition }) => condition)),
    sources: criteria.flatMap(({ source }) => (source === undefined ? [] : [source])),
  };
}

function ofSpan(name: SpanName, { after, before }: TimeSpan) {
  const column = columnOf[name];
  const condition = allOf([
    ...(after === undefined ? [] : [{ sql: `${column} > ?`, values: [after.getTime()] }]),
    ...(before === undefined ? [] : [{ sql: `${column} < ?`, values: [before.getTime()] }]),
    // What is not revoked has 0.
    ...(name === 'revoked' ? [{ sql: 'revoked_at > 0', values: [] }] : []),
  ]);
  return { condition, source: sourceOf(name, condition) };
}

function ofProducts(names: readonly string[], known: Known) {
  const keys = known.products.filter(({ name }) => name !== null && names.includes(name));
  const condition = isOneOf(
    'product',
    keys.map(({ key }) => key),
  );
  return { condition, source: sourceOf('product', condition) };
}

function ofStatuses(statuses: readonly CertificateStatus[]) {
  const condition = anyOf(statuses.map(ofStatus));
  const isRevokedOnly = !statuses.includes('active');
  return {
    condition,
    source: isRevokedOnly ? sourceOf('status', { sql: 'is_revoked = 1', values: [] }) : undefined,
  };
}

function ofStatus(status: CertificateStatus): Condition {
  if (status === 'active') return { sql: 'revocation = -1', values: [] };
  if (status === 'revoked') return { sql: 'revocation >= 0', values: [] };
  return { sql: 'revocation = ?', values: [status.revokedFor] };
}

function ofCas(names: readonly string[], { cas }: Known) {
  const numbers = cas.filter(({ name }) => names.includes(name)).map(({ number }) => number);
  const condition = isOneOf('ca', numbers);
  return { condition, source: sourceOf('scope', condition) };
}

function ofScopes(scopes: readonly CertificateScope[], { cas, products }: Known) {
  const numberOf = new Map(cas.map(({ name, number }) => [name, number]));
  const whole = scopes.filter(({ productNames }) => productNames === undefined);
  const wholeCas = [...new Set(whole.flatMap(({ ca }) => numberOf.get(ca) ?? []))];
  const keys = products.filter(({ ca, name }) =>
    scopes.some(
      (scope) => numberOf.get(scope.ca) === ca && name !== null && scope.productNames?.includes(name),
    ),
  );
  const ofProducts = isOneOf(
    'product',
    keys.map(({ key }) => key),
  );
  // All there is needs no look at each.
  if (wholeCas.length > 0 && wholeCas.length === cas.length) return { condition: allOf([]) };
  if (wholeCas.length === 0) return { condition: ofProducts, source: sourceOf('product', ofProducts) };
  const ofCas = isOneOf('ca', wholeCas);
  return keys.length === 0
    ? { condition: ofCas, source: sourceOf('scope', ofCas) }
    : { condition: anyOf([ofCas, ofProducts]) };
}

function sourceOf(index: string, { sql, values }: Condition): Source {
  return { sql: `SELECT number FROM issued INDEXED BY issued_by_${index} WHERE ${sql}`, values };
}
