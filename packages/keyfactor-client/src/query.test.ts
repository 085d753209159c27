import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Parsed, parseQuery } from '../test/parse-query.ts';
import { CertStates } from './enumerations.ts';
import { and, type CertificateQuery, field, metadataField, or, rawQuery } from './query.ts';
import { today } from './query-value.ts';

const invalid = expect.objectContaining({ code: 'invalid-argument' });

// What compiles in JavaScript only.
const strangers = { text: 'x', number: 1, boolean: true, date: new Date(0), nothing: undefined, null: null };
const oddities = [
  [],
  {},
  ['x'],
  { daysFromToday: '1' },
  () => 'x',
  Symbol('x'),
  Number.NaN,
  1.5,
  new Date('x'),
];
const accepted: Readonly<Record<string, readonly unknown[]>> = {
  text: ['x'],
  number: [1],
  boolean: [true],
  date: [strangers.date, runInNewContext('new Date(0)')],
};

describe.each(['text', 'number', 'date', 'boolean'] as const)('a condition on a %s', (kind) => {
  const { isNull: _, isNotNull: __, ...comparisons } = metadataField('A', kind);
  const values = [...Object.values(strangers), ...oddities].filter(
    (value) => !accepted[kind]?.includes(value),
  );

  test.each(Object.entries(comparisons))('%s refuses what is no such value', (_, compare) => {
    for (const value of values) {
      expect(() => (compare as (value: unknown) => unknown)(value), String(value)).toThrow(invalid);
    }
  });
});

test("a Boolean is not text: it would become the query's opposite", () => {
  for (const value of ['true', 'false', 1, 0, null, undefined]) {
    expect(() => field('HasPrivateKey').equals(value as never)).toThrow(invalid);
    expect(() => field('HasPrivateKey').notEquals(value as never)).toThrow(invalid);
  }
});

test.each([undefined, null, 5, {}, [], Symbol('x'), 'texts', 'toString'])(
  'a metadata field is of a known kind, and has a text as its name: %s is refused',
  (odd) => {
    expect(() => metadataField('A', odd as 'text')).toThrow(invalid);
    if (typeof odd !== 'string') expect(() => metadataField(odd as string, 'text')).toThrow(invalid);
    expect(() => field(odd as 'CN')).toThrow(invalid);
  },
);

test.each([
  ['www.corp.example', 'has no operator such as -eq or -contains'],
  ['IssuerDN contains Sectigo', 'has no operator such as -eq or -contains'],
  ['CN = "a -eq b"', 'has no operator such as -eq or -contains'],
  ['*', 'has no operator such as -eq or -contains'],
  ['CN -eq "a', 'has a control character, or a quote or parenthesis that is not closed'],
  ['CN -eq "a") OR (CN -ne "a"', 'has a control character, or a quote or parenthesis that is not closed'],
])('a text that can be no query is none, with what to do: %s', (text, problem) => {
  const refusal = (name: string) =>
    expect.objectContaining({
      code: 'invalid-argument',
      message: `${name} ${problem}. Build it with field, metadataField, and, or; rawQuery is for what they don't cover.`,
    });
  expect(() => rawQuery(text)).toThrow(refusal('The query'));
  expect(() => and(field('CN').isNull(), text as never)).toThrow(refusal('A condition to combine'));
  expect(() => or(text as never)).toThrow(refusal('A condition to combine'));
});

test.each(['CN -eq NULL', 'CertId -gt 5', 'CN -contains"a"', '(NOT (CN -EQ "a"))', '', ' '])(
  'what may be a query is passed through: %s',
  (text) => {
    expect(rawQuery(text)).toBe(text);
  },
);

test('the name or kind that was meant is offered', () => {
  expect(() => field('IssuerDNN' as 'IssuerDN')).toThrow('Did you mean IssuerDN?');
  expect(() => metadataField('A', 'bolean' as 'boolean')).toThrow(
    'The kind of a metadata field must be one of text, number, date, boolean. Did you mean boolean?',
  );
});

test.each([[undefined], [null], [5], [{}], [[field('CN').isNull()]]])(
  'conditions are combined of texts only: %s is refused',
  (odd) => {
    expect(() => and(odd as never)).toThrow(invalid);
    expect(() => and(field('CN').isNull(), odd as never)).toThrow(invalid);
    expect(() => or(odd as never)).toThrow(invalid);
    expect(() => or(field('CN').isNull(), odd as never)).toThrow(invalid);
    expect(() => rawQuery(odd as never)).toThrow(invalid);
  },
);

test('conditions on texts are written in the query language', () => {
  const issuer = field('IssuerDN');
  expect([
    issuer.equals('a'),
    issuer.notEquals('a'),
    issuer.contains('Sectigo Limited'),
    issuer.notContains('a'),
    issuer.startsWith('CN='),
    issuer.endsWith('C=GB'),
    issuer.isNull(),
    issuer.isNotNull(),
  ]).toEqual([
    'IssuerDN -eq "a"',
    'IssuerDN -ne "a"',
    'IssuerDN -contains "Sectigo Limited"',
    'IssuerDN -notcontains "a"',
    'IssuerDN -startswith "CN="',
    'IssuerDN -endswith "C=GB"',
    'IssuerDN -eq NULL',
    'IssuerDN -ne NULL',
  ]);
});

test('conditions on numbers are written in the query language, and states are numbers', () => {
  const id = field('CertId');
  expect([
    id.equals(1),
    id.notEquals(-1),
    id.lessThan(2),
    id.lessOrEqual(3),
    id.greaterThan(48213),
    id.greaterOrEqual(0),
    id.isNotNull(),
    field('CertState').notEquals(CertStates.Revoked),
  ]).toEqual([
    'CertId -eq "1"',
    'CertId -ne "-1"',
    'CertId -lt "2"',
    'CertId -le "3"',
    'CertId -gt "48213"',
    'CertId -ge "0"',
    'CertId -ne NULL',
    'CertState -ne "2"',
  ]);
});

test('dates are written as UTC without fractions, or as the current day', () => {
  const expires = field('ExpirationDate');
  expect([
    expires.lessThan(new Date('2026-03-01T12:34:56.789+02:00')),
    expires.greaterOrEqual('2026-01-01T00:00:00Z'),
    expires.equals('2024-02-29'),
    expires.lessOrEqual(today()),
    expires.lessOrEqual(today(30)),
    expires.greaterThan(today(-7)),
    expires.isNull(),
  ]).toEqual([
    'ExpirationDate -lt "2026-03-01T10:34:56Z"',
    'ExpirationDate -ge "2026-01-01T00:00:00Z"',
    'ExpirationDate -eq "2024-02-29T00:00:00Z"',
    'ExpirationDate -le "%TODAY%"',
    'ExpirationDate -le "%TODAY+30%"',
    'ExpirationDate -gt "%TODAY-7%"',
    'ExpirationDate -eq NULL',
  ]);
});

test('metadata fields are compared by their kind', () => {
  expect([
    metadataField('Owner-Email_2', 'text').equals('x@corp.invalid'),
    metadataField('Cost', 'number').lessThan(100),
    metadataField('Renewal-Due', 'date').greaterThan('2026-03-01'),
    metadataField('Is-Public', 'boolean').equals(true),
    metadataField('Is-Public', 'boolean').notEquals(false),
  ]).toEqual([
    'Owner-Email_2 -eq "x@corp.invalid"',
    'Cost -lt "100"',
    'Renewal-Due -gt "2026-03-01T00:00:00Z"',
    'Is-Public -eq "true"',
    'Is-Public -ne "false"',
  ]);
});

test('what does not fit the kind of a field does not compile', () => {
  const wrong = () => [
    // @ts-expect-error a number has no parts
    field('CertId').contains('1'),
    // @ts-expect-error a text has no order
    field('CN').lessThan('a'),
    // @ts-expect-error a state is compared by number
    field('CertState').equals('Revoked'),
    // @ts-expect-error a date is not a number
    field('ExpirationDate').lessThan(5),
    // @ts-expect-error not a field of the search
    field('NotAfter'),
    // @ts-expect-error a plain text is not a query
    and('CN -eq "a"'),
  ];
  expect(wrong).toThrow(TypeError);
});

test('joined conditions have parentheses', () => {
  const [a, b, c] = [field('CertId').equals(1), field('CN').equals('2'), field('OU').equals('3')];
  expect(and(a, or(b, c))).toBe('(CertId -eq "1") AND ((CN -eq "2") OR (OU -eq "3"))');
});

test('empty conditions are left out of AND, and a single one stays as it is', () => {
  expect(and('', field('CertId').equals(1))).toBe('CertId -eq "1"');
  expect(and()).toBe('');
  expect(or(field('CertId').equals(1))).toBe('CertId -eq "1"');
});

test('OR of nothing is refused, because an empty query finds everything', () => {
  expect(() => or()).toThrow(invalid);
  expect(() => or(field('CertId').equals(1), and())).toThrow(invalid);
});

describe('values that the language cannot express are refused without being repeated', () => {
  test.each([
    'a"b',
    'a\nb',
    'a\rb',
    '\u0000',
    '\u0085',
    'a\u2028',
    '\ud800',
    '%ME%',
    'x%me-an%',
    '%TODAY+7%',
  ])('text %j', (value) => {
    expect(() => field('CN').equals(value)).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringMatching(/^The value to look for in CN/),
      }),
    );
  });

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('number %d', (value) => {
    expect(() => field('CertId').equals(value)).toThrow(invalid);
  });

  test.each([
    '',
    '2026-02-29',
    '2026-13-01',
    '3/1/2026',
    '2026-03-01T24:00:00Z',
    '2026-03-01T00:00:00',
    '2026-03-01T00:00:00+01:00',
    new Date(Number.NaN),
    new Date(8.64e15),
    { daysFromToday: 0.5 },
    { daysFromToday: 36_501 },
  ])('date %j', (value) => {
    expect(() => field('ExpirationDate').equals(value)).toThrow(invalid);
  });
});

test('names that no field can have are refused', () => {
  for (const name of ['', 'Issuer DN', 'A"', 'A) OR (B', 'Ä', 'x'.repeat(257)]) {
    expect(() => metadataField(name, 'text')).toThrow(invalid);
  }
  expect(metadataField('x'.repeat(256), 'text').isNull()).toBe(`${'x'.repeat(256)} -eq NULL`);
  expect(() => metadataField('certstate', 'number')).toThrow(invalid);
  expect(() => field('toString' as 'CN')).toThrow(invalid);
});

test('raw text is taken as it is where it can be joined', () => {
  expect(and(rawQuery('A -eq "(" OR B -eq NULL'), field('CN').equals('x'))).toBe(
    '(A -eq "(" OR B -eq NULL) AND (CN -eq "x")',
  );
  for (const text of ['A -eq "x', '(A -eq "x"', 'A -eq "x")', ') OR (', 'A -eq "x"\n', 'A -eq "\ud800"']) {
    expect(() => rawQuery(text)).toThrow(invalid);
  }
});

const condition = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((value) => ({ operator: 'contains', value })),
  fc.constantFrom(') OR (', 'a" OR "b', 'NULL', "'", '%', '\\"', '(', '-eq').map((value) => ({
    operator: 'endswith',
    value,
  })),
);

test('no value can leave its quotes', () => {
  fc.assert(
    fc.property(condition, ({ operator, value }) => {
      let query: CertificateQuery;
      try {
        const { contains, endsWith } = field('CN');
        query = operator === 'contains' ? contains(value) : endsWith(value);
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid-argument' });
        expect(value).toMatch(/["\p{Cc}\u2028\u2029\p{Surrogate}]|%/u);
        return;
      }
      expect(parseQuery(query)).toEqual({ field: 'CN', operator, value });
    }),
  );
});

interface Built {
  readonly query: CertificateQuery;
  readonly parsed: Parsed;
}

const leaf: fc.Arbitrary<Built> = fc.oneof(
  fc.stringMatching(/^[ -!#-$&-~]{0,20}$/).map((value) => ({
    query: field('IssuerDN').startsWith(value),
    parsed: { field: 'IssuerDN', operator: 'startswith', value },
  })),
  fc.integer().map((value) => ({
    query: metadataField('Cost', 'number').greaterOrEqual(value),
    parsed: { field: 'Cost', operator: 'ge', value: String(value) },
  })),
  fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }).map((value) => ({
    query: field('ImportDate').lessThan(value),
    parsed: { field: 'ImportDate', operator: 'lt', value: `${value.toISOString().slice(0, 19)}Z` },
  })),
  fc.constant({
    query: field('OU').isNotNull(),
    parsed: { field: 'OU', operator: 'ne', value: null },
  }),
);

const tree: fc.Arbitrary<Built> = fc.letrec<{ node: Built }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc
      .tuple(fc.constantFrom('AND', 'OR'), fc.array(tie('node'), { minLength: 2, maxLength: 4 }))
      .map(([join, parts]) => {
        const queries = parts.map(({ query }) => query);
        return {
          query: join === 'AND' ? and(...queries) : or(...queries),
          parsed: { join, parts: parts.map(({ parsed }) => parsed) },
        };
      }),
  ),
})).node;

test('what is built means the same when it is read back, whatever binds more tightly', () => {
  fc.assert(
    fc.property(tree, ({ query, parsed }) => {
      expect(parseQuery(query)).toEqual(parsed);
    }),
  );
});
