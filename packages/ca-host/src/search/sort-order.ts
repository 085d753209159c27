import type { CertificateSort, PageStart, SortKey } from '../contract/certificate-search.ts';
import type { Condition } from './condition.ts';

const columnOf = {
  'user-name': 'user_name',
  issuer: 'issuer',
  subject: 'subject',
  product: 'product',
  status: 'is_revoked',
  changed: 'changed_at',
  issued: 'not_before',
  expires: 'not_after',
  revoked: 'revoked_at',
} as const satisfies Readonly<Record<CertificateSort['by'], string>>;

/** An order of rows of `issued`, in which no two are equal. */
export interface SortOrder {
  readonly column: string;
  /** The table, with the index that has its rows in this order. */
  readonly from: string;
  /** What ORDER BY takes. */
  readonly orderBy: string;
}

/** Turns a sort into an order. */
export function sortOrder({ by, descending }: CertificateSort): SortOrder {
  const column = columnOf[by];
  const direction = descending ? ' DESC' : '';
  return {
    column,
    from: `issued INDEXED BY issued_by_${by.replace('-', '_')}`,
    orderBy: [column, 'sha256', 'ca'].map((name) => `${name}${direction}`).join(', '),
  };
}

/** A certificate of two CAs is there for each of them, so that a place has the CA as well. */
export function sortKey(
  value: string | number,
  { sha256, ca }: { readonly sha256: string; readonly ca: number },
): SortKey {
  return [value, `${sha256}/${ca}`];
}

/** The end of the page before, where a page begins behind one; JavaScript may pass an undefined place along with a row. */
export function endBefore(start: PageStart): SortKey | undefined {
  return 'behind' in start ? start.behind : undefined;
}

/** What holds for the rows behind a place. */
export function behind(start: PageStart, { by, descending }: CertificateSort): Condition[] {
  const key = endBefore(start);
  return key === undefined ? [] : [compared(by, { operator: descending ? '<' : '>', key })];
}

/** What holds for the rows that are not behind a place. */
export function upTo(key: SortKey, { by, descending }: CertificateSort): Condition {
  return compared(by, { operator: descending ? '>=' : '<=', key });
}

function compared(
  by: CertificateSort['by'],
  { operator, key: [value, place] }: { readonly operator: string; readonly key: SortKey },
): Condition {
  const [sha256 = '', ca = ''] = place.split('/');
  return {
    sql: `(${columnOf[by]}, sha256, ca) ${operator} (?, ?, ?)`,
    values: [value, Buffer.from(sha256, 'hex'), Number(ca)],
  };
}
