import fc from 'fast-check';
import { expect, test } from 'vitest';
import { and, field, or } from './query.ts';

test('conditions are written in the query language', () => {
  expect(field('IssuerDN').contains('Sectigo Limited')).toBe('IssuerDN -contains "Sectigo Limited"');
  expect(field('CertId').greaterThan(48213)).toBe('CertId -gt "48213"');
  expect(field('ImportDate').greaterOrEqual('2026-01-01T00:00:00Z')).toBe(
    'ImportDate -ge "2026-01-01T00:00:00Z"',
  );
  expect(field('Owner-Email_2').equals('x@corp.invalid')).toBe('Owner-Email_2 -eq "x@corp.invalid"');
});

test('joined conditions have parentheses', () => {
  const [a, b, c] = [field('A').equals(1), field('B').equals(2), field('C').equals(3)];
  expect(and(a, or(b, c))).toBe('(A -eq "1") AND ((B -eq "2") OR (C -eq "3"))');
});

test('empty conditions are left out, and a single one stays as it is', () => {
  expect(and('', field('A').equals(1), ' ')).toBe('A -eq "1"');
  expect(or()).toBe('');
});

test.each(['a"b', 'a\nb', '\u0000'])('the value %j is refused without being repeated', (value) => {
  expect(() => field('CN').equals(value)).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      message: expect.stringMatching(/^The value to look for in CN/),
    }),
  );
});

test.each(['', 'Issuer DN', 'A"', 'A) OR (B', 'Ä'])('the field name %j is refused', (name) => {
  expect(() => field(name)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});

test('no value can leave its quotes', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      let condition: string;
      try {
        condition = field('CN').contains(value);
      } catch {
        return;
      }
      expect(condition).toBe(`CN -contains "${value}"`);
      expect(condition.split('"')).toHaveLength(3);
    }),
  );
});
