import { ApiError } from '@certbridge/rest-client';

/** Comparisons of one field; each gives the text of a condition. */
export interface FieldQuery {
  equals(value: string | number): string;
  contains(value: string): string;
  greaterThan(value: string | number): string;
  greaterOrEqual(value: string | number): string;
}

/**
 * Begins a condition of Command's query language: `field('IssuerDN').contains('Sectigo')`.
 *
 * Throws an `ApiError` 'invalid-argument' for a name that is no field name, and for a value with a double quote or a
 * control character: how to escape them is not published.
 */
export function field(name: string): FieldQuery {
  if (!/^[A-Za-z0-9_-]+$/.test(name)) {
    throw invalid(
      'A field name in a Keyfactor Command query may hold letters, digits, dash and underscore only.',
    );
  }
  const compare = (operator: string, value: string | number) => `${name} -${operator} ${quote(name, value)}`;
  return {
    equals: (value) => compare('eq', value),
    contains: (value) => compare('contains', value),
    greaterThan: (value) => compare('gt', value),
    greaterOrEqual: (value) => compare('ge', value),
  };
}

/** Joins conditions that must all hold. Empty ones are left out. */
export function and(...conditions: readonly string[]): string {
  return join('AND', conditions);
}

/** Joins conditions of which one must hold. Empty ones are left out. */
export function or(...conditions: readonly string[]): string {
  return join('OR', conditions);
}

/** Each part gets parentheses, since which of AND and OR binds more tightly is not published. */
function join(operator: string, conditions: readonly string[]): string {
  const parts = conditions.filter((condition) => condition.trim() !== '');
  return parts.length <= 1 ? (parts[0] ?? '') : parts.map((part) => `(${part})`).join(` ${operator} `);
}

/** Numbers are quoted too: only for them may quotes be left out, so quotes are always right. */
function quote(name: string, value: string | number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/["\u0000-\u001f]/.test(String(value))) {
    throw invalid(
      `The value to look for in ${name} contains a double quote or a control character, which Keyfactor Command's query language can't express.`,
    );
  }
  return `"${value}"`;
}

function invalid(message: string): ApiError {
  return new ApiError(message, { code: 'invalid-argument', system: 'Keyfactor Command' });
}
