/** Operators of the query language. */
export const queryOperators = [
  'eq',
  'ne',
  'contains',
  'notcontains',
  'startswith',
  'endswith',
  'lt',
  'le',
  'gt',
  'ge',
] as const;

/** An operator of the query language. */
export type QueryOperator = (typeof queryOperators)[number];

/** `field -operator value`; null is NULL. */
export interface Comparison {
  kind: 'comparison';
  field: string;
  operator: QueryOperator;
  value: string | null;
}

interface Branch<K extends string> {
  kind: K;
  left: QueryNode;
  right: QueryNode;
}

/** A parsed query. */
export type QueryNode = Comparison | Branch<'and'> | Branch<'or'>;
