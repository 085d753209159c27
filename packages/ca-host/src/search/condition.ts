import type { SQLInputValue } from 'node:sqlite';

/** A condition on a row of `issued`, as SQL with its values. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** Rows of `issued` that one criterion finds by an index, and all that fulfil it are among. */
export interface Source {
  /** A SELECT of `number`. */
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
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
export function isOneOf(column: string, numbers: readonly number[]): Condition {
  return { sql: `${column} IN (${numbers.map(() => '?').join(', ')})`, values: numbers };
}
