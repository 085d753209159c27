import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.ts';
import { splitIdBounds } from './split-id-bounds.ts';

const split = (query: string) => splitIdBounds(parseQuery(query, 'and-first'));

describe('splitIdBounds', () => {
  it('takes bounds out of an AND chain', () => {
    expect(split('CertId -gt 5 AND (CN -eq "x" AND CertId -le 9)')).toEqual({
      bounds: { above: 5, below: 10 },
      rest: { kind: 'comparison', field: 'CN', operator: 'eq', value: 'x' },
    });
  });

  it('keeps the narrowest of several bounds', () => {
    expect(split('CertId -gt 5 AND certid -ge 8 AND CertId -lt 20 AND CertId -le 30').bounds).toEqual({
      above: 7,
      below: 20,
    });
  });

  it('leaves OR and other operators alone', () => {
    expect(split('CertId -gt 5 OR CN -eq "x"').bounds.above).toBe(Number.NEGATIVE_INFINITY);
    expect(split('CertId -eq 5').rest).toBeDefined();
    expect(split('CertId -gt "x"').rest).toBeDefined();
  });
});
