import { invalidArgument } from './arguments.ts';
import { dateValue, numberValue, type QueryDate, textValue } from './query-value.ts';
import {
  type FieldKind,
  isMetadataFieldName,
  isSearchField,
  type SearchField,
  searchFields,
} from './search-fields.ts';

declare const queryBrand: unique symbol;

/** Text of Command's query language. Built with `field`, `metadataField`, `and` and `or`, or taken as it is by `rawQuery`. */
export type CertificateQuery = string & { readonly [queryBrand]: true };

/** Conditions that every field can have. Each method gives the text of one condition. */
export interface AnyFieldConditions {
  /** Holds where the field has no value. */
  isNull(): CertificateQuery;
  isNotNull(): CertificateQuery;
}

/** Conditions on a text. Whether letter case counts is not published: check the rows found where it matters. */
export interface TextConditions extends AnyFieldConditions {
  equals(value: string): CertificateQuery;
  notEquals(value: string): CertificateQuery;
  contains(value: string): CertificateQuery;
  notContains(value: string): CertificateQuery;
  startsWith(value: string): CertificateQuery;
  endsWith(value: string): CertificateQuery;
}

/** Conditions on values with an order: numbers and dates. */
export interface OrderedConditions<T> extends AnyFieldConditions {
  equals(value: T): CertificateQuery;
  notEquals(value: T): CertificateQuery;
  lessThan(value: T): CertificateQuery;
  lessOrEqual(value: T): CertificateQuery;
  greaterThan(value: T): CertificateQuery;
  greaterOrEqual(value: T): CertificateQuery;
}

/** Conditions on a Boolean. */
export interface BooleanConditions extends AnyFieldConditions {
  equals(value: boolean): CertificateQuery;
  notEquals(value: boolean): CertificateQuery;
}

interface ConditionsByKind {
  readonly text: TextConditions;
  readonly number: OrderedConditions<number>;
  readonly date: OrderedConditions<QueryDate>;
  readonly boolean: BooleanConditions;
}

/** The conditions that fields of a kind can have. */
export type FieldConditions<Kind extends FieldKind> = ConditionsByKind[Kind];

/**
 * Begins a condition on a built-in field: `field('IssuerDN').contains('Sectigo')`.
 *
 * States and other enumerations are compared by number (`CertStates.Revoked`). The conditions throw an `ApiError`
 * 'invalid-argument' for a value that the language can't express: how to escape anything is not published.
 */
export function field<Name extends SearchField>(name: Name): FieldConditions<(typeof searchFields)[Name]> {
  if (!Object.hasOwn(searchFields, name)) {
    throw invalidArgument(
      'This is no built-in field of the certificate search; use metadataField for a metadata field.',
    );
  }
  return conditions(name, searchFields[name]);
}

/**
 * Begins a condition on a metadata field: `metadataField('Cost-Center', 'number').lessThan(100)`.
 *
 * Kinds by data type: 2 Integer is 'number', 3 Date is 'date', 4 Boolean is 'boolean', all others are 'text'. Throws an
 * `ApiError` 'invalid-argument' for a name that no metadata field can have, and for that of a built-in field.
 */
export function metadataField<Kind extends FieldKind>(name: string, kind: Kind): FieldConditions<Kind> {
  if (!isMetadataFieldName(name)) {
    throw invalidArgument(
      'The name of a metadata field holds letters, digits, dash and underscore only, at most 256.',
    );
  }
  if (isSearchField(name)) {
    throw invalidArgument(
      `${name} is a built-in field of the certificate search, so no metadata field can be searched by that name.`,
    );
  }
  return conditions(name, kind);
}

/** Joins conditions that must all hold. Empty ones are left out. */
export function and(...parts: readonly (CertificateQuery | '')[]): CertificateQuery {
  const given = parts.filter((part) => part.trim() !== '');
  return join('AND', given);
}

/**
 * Joins conditions of which one must hold.
 *
 * Throws an `ApiError` 'invalid-argument' if there is none, or an empty one: an empty query finds everything.
 */
export function or(...parts: readonly CertificateQuery[]): CertificateQuery {
  if (parts.length === 0 || parts.some((part) => part.trim() === '')) {
    throw invalidArgument('A query joined by OR needs at least one condition, and no empty one.');
  }
  return join('OR', parts);
}

/**
 * Takes text of the query language as it is, for what the builder doesn't cover. Never put a value from elsewhere into
 * it: nothing is escaped. Throws an `ApiError` 'invalid-argument' for control characters and unbalanced quotes or
 * parentheses, which would change the meaning of what it is joined with.
 */
export function rawQuery(text: string): CertificateQuery {
  const outside = text.replace(/"[^"]*"/g, '');
  if (/[\p{Cc}\u2028\u2029\p{Surrogate}]/u.test(text) || outside.includes('"') || !isBalanced(outside)) {
    throw invalidArgument('The query has a control character, or a quote or parenthesis that is not closed.');
  }
  return text as CertificateQuery;
}

/** Each part gets parentheses, since which of AND and OR binds more tightly is not published. */
function join(operator: string, parts: readonly string[]): CertificateQuery {
  const text = parts.length <= 1 ? (parts[0] ?? '') : parts.map((part) => `(${part})`).join(` ${operator} `);
  return text as CertificateQuery;
}

function conditions<Kind extends FieldKind>(name: string, kind: Kind): FieldConditions<Kind> {
  const compare =
    <T>(write: (name: string, value: T) => string) =>
    (operator: string) =>
    (value: T) =>
      `${name} -${operator} ${write(name, value)}` as CertificateQuery;
  const nulls: AnyFieldConditions = {
    isNull: () => `${name} -eq NULL` as CertificateQuery,
    isNotNull: () => `${name} -ne NULL` as CertificateQuery,
  };
  const text = compare(textValue);
  const truth = compare((_: string, value: boolean) => `"${value === true}"`);
  const byKind: { readonly [K in FieldKind]: () => ConditionsByKind[K] } = {
    text: () => ({
      ...nulls,
      equals: text('eq'),
      notEquals: text('ne'),
      contains: text('contains'),
      notContains: text('notcontains'),
      startsWith: text('startswith'),
      endsWith: text('endswith'),
    }),
    number: () => ({ ...nulls, ...ordered(compare(numberValue)) }),
    date: () => ({ ...nulls, ...ordered(compare(dateValue)) }),
    boolean: () => ({ ...nulls, equals: truth('eq'), notEquals: truth('ne') }),
  };
  return byKind[kind]();
}

function ordered<T>(
  condition: (operator: string) => (value: T) => CertificateQuery,
): Omit<OrderedConditions<T>, keyof AnyFieldConditions> {
  return {
    equals: condition('eq'),
    notEquals: condition('ne'),
    lessThan: condition('lt'),
    lessOrEqual: condition('le'),
    greaterThan: condition('gt'),
    greaterOrEqual: condition('ge'),
  };
}

function isBalanced(text: string): boolean {
  let open = 0;
  for (const character of text) {
    if (character === '(') open += 1;
    else if (character === ')') open -= 1;
    if (open < 0) return false;
  }
  return open === 0;
}
