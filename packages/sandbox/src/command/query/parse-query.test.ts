import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.ts';
import type { QueryNode } from './query-ast.ts';

function show(node: QueryNode | undefined): string {
  if (node === undefined) return '';
  if (node.kind === 'comparison') return `${node.field} ${node.operator} ${node.value}`;
  return `(${show(node.left)} ${node.kind} ${show(node.right)})`;
}
const parsed = (query: string, precedence: 'and-first' | 'left-to-right' = 'and-first') =>
  show(parseQuery(query, precedence));

describe('parseQuery', () => {
  it('reads quoted text, bare words, NULL and placeholders', () => {
    expect(parsed('CN -eq "a (b) AND -c"')).toBe('CN eq a (b) AND -c');
    expect(parsed('CertId -GT 5')).toBe('CertId gt 5');
    expect(parsed('CertId -gt -5')).toBe('CertId gt -5');
    expect(parsed('Owner-Email -ne null')).toBe('Owner-Email ne null');
    expect(parseQuery('Owner -eq "NULL"', 'and-first')).toMatchObject({ value: 'NULL' });
    expect(parseQuery('Owner -eq NULL', 'and-first')).toMatchObject({ value: null });
    expect(parsed('ExpirationDate -le %TODAY+7%')).toBe('ExpirationDate le %TODAY+7%');
  });

  it('means no filter when it is blank', () => {
    expect(parseQuery('  ', 'and-first')).toBeUndefined();
  });

  it('groups by parentheses, else by the precedence in force', () => {
    expect(parsed('A -eq 1 OR B -eq 2 and C -eq 3')).toBe('(A eq 1 or (B eq 2 and C eq 3))');
    expect(parsed('A -eq 1 OR B -eq 2 AND C -eq 3', 'left-to-right')).toBe('((A eq 1 or B eq 2) and C eq 3)');
    expect(parsed('(A -eq 1 OR B -eq 2) AND (C -eq 3)')).toBe('((A eq 1 or B eq 2) and C eq 3)');
  });

  it.each([
    'CN',
    'CN -eq',
    'CN "x"',
    'CN -like "x"',
    '-eq "x"',
    'CN -eq "x',
    '(CN -eq "x"',
    'CN -eq "x")',
    'CN -eq "x" AND',
    'CN -eq "x" "y"',
    'CN -eq (1)',
  ])('refuses %s with 400', (query) => {
    expect(() => parsed(query)).toThrow(expect.objectContaining({ name: 'CommandError', status: 400 }));
  });
});
