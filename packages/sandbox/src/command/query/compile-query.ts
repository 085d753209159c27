import type { Switches } from '../../switches.ts';
import type { World } from '../../world.ts';
import { CommandError } from '../command-error.ts';
import type { CommandCertificate } from '../command-state.ts';
import type { Comparison, QueryNode, QueryOperator } from './query-ast.ts';
import { parseQueryDate } from './query-dates.ts';
import { findQueryField, type QueryField } from './query-fields.ts';

/** Checks whether a certificate matches. */
export type CertificateTest = (certificate: CommandCertificate) => boolean;

const textOperators: readonly QueryOperator[] = [
  'eq',
  'ne',
  'contains',
  'notcontains',
  'startswith',
  'endswith',
];
const orderOperators: readonly QueryOperator[] = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'];
const dayMs = 24 * 60 * 60 * 1000;

/** A compiled query. */
export interface CompiledQuery {
  test: CertificateTest;
  /** Whether the result depends on metadata values, or on a thumbprint that is derived until the certificate is issued. */
  isVolatile: boolean;
}

/** Compiles a query. Throws a CommandError with status 400 for unknown fields and values of the wrong type. */
export function compileQuery(node: QueryNode, world: World): CompiledQuery {
  if (node.kind === 'comparison') return compileComparison(node, world);
  const left = compileQuery(node.left, world);
  const right = compileQuery(node.right, world);
  return {
    test:
      node.kind === 'and'
        ? (certificate) => left.test(certificate) && right.test(certificate)
        : (certificate) => left.test(certificate) || right.test(certificate),
    isVolatile: left.isVolatile || right.isVolatile,
  };
}

function compileComparison(comparison: Comparison, world: World): CompiledQuery {
  const field = findQueryField(comparison.field, world);
  if (field === undefined) throw new CommandError(400, `Invalid query field: ${comparison.field}.`);
  if (comparison.field.toLowerCase() === 'certid' && world.switches.certIdQuery === 'refused') {
    throw new CommandError(400, `Invalid query field: ${comparison.field}.`);
  }
  const isVolatile = field.metadata || comparison.field.toLowerCase() === 'thumbprint';
  return { test: createTest(field, comparison, world), isVolatile };
}

function createTest(field: QueryField, comparison: Comparison, world: World): CertificateTest {
  const { operator, value, field: name } = comparison;
  if (value === null) return createNullTest(field, comparison);
  if (!(field.type === 'text' ? textOperators : orderOperators).includes(operator)) {
    throw new CommandError(400, `Invalid operator -${operator} for ${name}.`);
  }
  switch (field.type) {
    case 'text': {
      const compare = compareText(operator, expandUser(value), world.switches);
      return (certificate) => compare(field.read(certificate));
    }
    case 'boolean': {
      const wanted = /^(true|false)$/i.test(value) ? value.toLowerCase() === 'true' : undefined;
      if (wanted === undefined || (operator !== 'eq' && operator !== 'ne'))
        throw new CommandError(400, `Invalid ${name} value: ${value}.`);
      return (certificate) => (field.read(certificate) === wanted) === (operator === 'eq');
    }
    case 'date':
      return createDateTest(field.read, comparison, parseQueryDate(value, world.now));
    case 'number':
    case 'enum': {
      if (!/^-?\d+$/.test(value)) throw new CommandError(400, `Invalid ${name} value: ${value}.`);
      const wanted = Number(value);
      return (certificate) => holds(operator, field.read(certificate), wanted);
    }
  }
}

function createNullTest(field: QueryField, { operator, field: name }: Comparison): CertificateTest {
  if (operator !== 'eq' && operator !== 'ne')
    throw new CommandError(400, `Invalid operator -${operator} for ${name} and NULL.`);
  const isNull: CertificateTest =
    field.type === 'text'
      ? (certificate) => field.read(certificate).length === 0
      : (certificate) => field.read(certificate) === null;
  return operator === 'eq' ? isNull : (certificate) => !isNull(certificate);
}

/** A date without a time means the whole day for -eq and -ne, and midnight otherwise. */
function createDateTest(
  read: (certificate: CommandCertificate) => number | null,
  { operator, field }: Comparison,
  date: { instant: number; dayOnly: boolean } | undefined,
): CertificateTest {
  if (date === undefined) throw new CommandError(400, `Invalid ${field} value: not a date.`);
  const { instant, dayOnly } = date;
  if (!dayOnly || (operator !== 'eq' && operator !== 'ne'))
    return (certificate) => holds(operator, read(certificate), instant);
  return (certificate) => {
    const actual = read(certificate);
    const sameDay = actual !== null && actual >= instant && actual < instant + dayMs;
    return sameDay === (operator === 'eq');
  };
}

/** An absent value isn't equal to any value, and neither less nor greater. */
function holds(operator: QueryOperator, actual: number | null, wanted: number): boolean {
  if (actual === null) return operator === 'ne';
  switch (operator) {
    case 'eq':
      return actual === wanted;
    case 'ne':
      return actual !== wanted;
    case 'lt':
      return actual < wanted;
    case 'le':
      return actual <= wanted;
    case 'gt':
      return actual > wanted;
    case 'ge':
      return actual >= wanted;
    default:
      return false;
  }
}

function compareText(
  operator: QueryOperator,
  value: string,
  { textCompare }: Switches,
): (actual: readonly string[]) => boolean {
  const fold = textCompare === 'ignore-case' ? (text: string) => text.toLowerCase() : (text: string) => text;
  const wanted = fold(value);
  const positive: (text: string) => boolean = {
    eq: (text: string) => text === wanted,
    contains: (text: string) => text.includes(wanted),
    startswith: (text: string) => text.startsWith(wanted),
    endswith: (text: string) => text.endsWith(wanted),
  }[
    operator === 'ne'
      ? 'eq'
      : operator === 'notcontains'
        ? 'contains'
        : (operator as 'eq' | 'contains' | 'startswith' | 'endswith')
  ];
  const negated = operator === 'ne' || operator === 'notcontains';
  return (actual) => actual.some((text) => positive(fold(text))) !== negated;
}

function expandUser(value: string): string {
  return value === '%ME%' ? 'CORP\\svc-certbridge' : value === '%ME-AN%' ? 'svc-certbridge' : value;
}
