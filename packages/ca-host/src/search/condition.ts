import type { SQLInputValue } from 'node:sqlite';

/** A condition on a row of `issued`, as SQL with its values. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** What finds certificates of a query quickly, all of them and perhaps others. */
export interface Source {
  /** The table, with the index to use. */
  readonly from: string;
  readonly condition: Condition;
  /** A SELECT of the same, a row for each certificate, that takes no longer than its rows are read. */
  readonly rows: Condition;
  /** Whether its index has all that a query without text asks for. */
  readonly isWide: boolean;
}

/** Makes a source of an index of `issued`. */
export function indexSource(index: string, condition: Condition, { isWide = false } = {}): Source {
  const from = `issued INDEXED BY issued_by_${index}`;
  const rows = { sql: `SELECT 1 FROM ${from} WHERE ${condition.sql}`, values: condition.values };
  return { from, condition, rows, isWide };
}

/** Joins conditions, all of which must hold. */
export function allOf(conditions: readonly Condition[]): Condition {
  return {
    sql: conditions.length === 0 ? 'TRUE' : conditions.map(({ sql }) => `(${sql})`).join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  };
}

/** Joins conditions, one of which must hold. */
export function anyOf(conditions: readonly Condition[]): Condition {
  return {
    sql: conditions.length === 0 ? 'FALSE' : conditions.map(({ sql }) => `(${sql})`).join(' OR '),
    values: conditions.flatMap(({ values }) => values),
  };
}

/** A column is one of some numbers. */
export function isOneOf(column: string, numbers: Iterable<number>): Condition {
  const values = [...numbers];
  return { sql: `${column} IN (${values.map(() => '?').join(', ')})`, values };
}
