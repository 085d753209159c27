import { didYouMean, mustBeOneOf } from '@certbridge/plain-text';
import { invalidArgument } from './arguments.ts';
import { booleanValue, dateValue, numberValue, type QueryDate, textValue } from './query-value.ts';
import {
  type FieldKind,
  fieldKinds,
  isMetadataFieldName,
  isSearchField,
  type SearchField,
  searchFields,
} from './search-fields.ts';

const remedy = "Build it with field, metadataField, and, or; rawQuery is for what they don't cover.";

/**
 * Text in Command's query language, built with `field`, `metadataField`, `and` and `or`, or passed through by `rawQuery`. The
 * property exists in types only, and keeps other text out; it has a plain name so that versions of this package understand each other.
 */
export type CertificateQuery = string & { readonly '~certificateQuery': true };

/** Conditions on any field. Each method returns the text of one condition. */
export interface AnyFieldConditions {
  /** Matches if the field has no value. */
  isNull(): CertificateQuery;
  /** Matches if the field has a value. */
  isNotNull(): CertificateQuery;
}

/** Conditions on text. Whether they are case-sensitive isn't documented: check the rows if it matters. */
export interface TextConditions extends AnyFieldConditions {
  /** Matches if the field has this value. */
  equals(value: string): CertificateQuery;
  /** Matches if the field has another value. Whether it matches a field without one isn't documented. */
  notEquals(value: string): CertificateQuery;
  /** Matches if the value has this text in it. */
  contains(value: string): CertificateQuery;
  /** Matches if the value does not have this text in it. */
  notContains(value: string): CertificateQuery;
  /** Matches if the value begins with this text. */
  startsWith(value: string): CertificateQuery;
  /** Matches if the value ends with this text. */
  endsWith(value: string): CertificateQuery;
}

/** Conditions on ordered values: numbers and dates. */
export interface OrderedConditions<T> extends AnyFieldConditions {
  /** Matches if the field has this value. */
  equals(value: T): CertificateQuery;
  /** Matches if the field has another value. Whether it matches a field without one isn't documented. */
  notEquals(value: T): CertificateQuery;
  /** Matches if the value is below this one, or earlier. */
  lessThan(value: T): CertificateQuery;
  /** Matches if the value is at most this one. */
  lessOrEqual(value: T): CertificateQuery;
  /** Matches if the value is above this one, or later. */
  greaterThan(value: T): CertificateQuery;
  /** Matches if the value is at least this one. */
  greaterOrEqual(value: T): CertificateQuery;
}

/** Conditions on a Boolean. */
export interface BooleanConditions extends AnyFieldConditions {
  /** Matches if the field has this value. */
  equals(value: boolean): CertificateQuery;
  /** Matches if the field has another value. Whether it matches a field without one isn't documented. */
  notEquals(value: boolean): CertificateQuery;
}

interface ConditionsByKind {
  readonly text: TextConditions;
  readonly number: OrderedConditions<number>;
  readonly date: OrderedConditions<QueryDate>;
  readonly boolean: BooleanConditions;
}

/** The conditions for a kind of field. */
export type FieldConditions<Kind extends FieldKind> = ConditionsByKind[Kind];

/**
 * Starts a condition on a built-in field: `field('IssuerDN').contains('Sectigo')`.
 *
 * States and other enumerations are compared by number (`CertStates.Revoked`). A condition throws an `ApiError`
 * 'invalid-argument' for a value that would need escaping, which isn't documented.
 */
export function field<Name extends SearchField>(name: Name): FieldConditions<(typeof searchFields)[Name]> {
  if (!Object.hasOwn(searchFields, name)) {
    const offer = didYouMean(name, Object.keys(searchFields));
    throw invalidArgument(
      `This is not a built-in field of the certificate search; use metadataField for a metadata field.${offer}`,
    );
  }
  return conditions(name, searchFields[name]);
}

/**
 * Starts a condition on a metadata field: `metadataField('Cost-Center', 'number').lessThan(100)`.
 *
 * The kind follows from the data type: 2 Integer is 'number', 3 Date is 'date', 4 Boolean is 'boolean', all others are
 * 'text'. Throws an `ApiError` 'invalid-argument' for an invalid name, and for the name of a built-in field.
 */
export function metadataField<Kind extends FieldKind>(name: string, kind: Kind): FieldConditions<Kind> {
  if (typeof name !== 'string' || !isMetadataFieldName(name)) {
    throw invalidArgument(
      'The name of a metadata field holds letters, digits, dash and underscore only, at most 256.',
    );
  }
  if (isSearchField(name)) {
    throw invalidArgument(
      `${name} is a built-in field of the certificate search, so no metadata field can be searched by that name.`,
    );
  }
  if (!fieldKinds.includes(kind)) {
    throw invalidArgument(`The kind of a metadata field ${mustBeOneOf(kind, fieldKinds)}`);
  }
  return conditions(name, kind);
}

/** Combines conditions with AND. Empty ones are dropped. Throws an `ApiError` 'invalid-argument' for one that can't be a query. */
export function and(...parts: readonly (CertificateQuery | '')[]): CertificateQuery {
  requireTexts(parts);
  const given = parts.filter((part) => part.trim() !== '');
  for (const part of given) checkQuery(part, 'A condition to combine');
  return join('AND', given);
}

/**
 * Combines conditions with OR.
 *
 * Throws an `ApiError` 'invalid-argument' if there are none, or if one is empty or can't be a query: an empty query matches everything.
 */
export function or(...parts: readonly CertificateQuery[]): CertificateQuery {
  requireTexts(parts);
  if (parts.length === 0 || parts.some((part) => part.trim() === '')) {
    throw invalidArgument('A query joined by OR needs at least one condition, and no empty one.');
  }
  for (const part of parts) checkQuery(part, 'A condition to combine');
  return join('OR', parts);
}

/**
 * Passes text through as a query, for what the builder doesn't cover. Never interpolate untrusted values: nothing is
 * escaped. Throws an `ApiError` 'invalid-argument' for text without an operator such as `-eq`, and for control characters and
 * unbalanced quotes or parentheses, which would change the meaning of the conditions it is combined with.
 */
export function rawQuery(text: string): CertificateQuery {
  if (typeof text !== 'string') throw invalidArgument('A query must be text.');
  if (text.trim() !== '') checkQuery(text, 'The query');
  return text as CertificateQuery;
}

/**
 * Throws an `ApiError` 'invalid-argument' for a text that can't be a query; `name` begins the sentence. In JavaScript it may be
 * any text: a name to search for, or one that was put together without the builder.
 */
export function checkQuery(text: string, name: string): void {
  const outside = text.replace(/"[^"]*"/g, '');
  if (/[\p{Cc}\u2028\u2029\p{Surrogate}]/u.test(text) || outside.includes('"') || !isBalanced(outside)) {
    throw invalidArgument(
      `${name} has a control character, or a quote or parenthesis that is not closed. ${remedy}`,
    );
  }
  // No grammar is published, but no condition is without an operator.
  if (/(?:^|\s)-[a-z]+(?![\w-])/i.test(outside)) return;
  throw invalidArgument(`${name} has no operator such as -eq or -contains. ${remedy}`);
}

function requireTexts(parts: readonly unknown[]): void {
  if (parts.every((part) => typeof part === 'string')) return;
  throw invalidArgument('Each condition to combine must be text, given as an argument of its own.');
}

/** Parenthesizes each part, since the precedence of AND and OR isn't documented. */
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
  const truth = compare(booleanValue);
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
