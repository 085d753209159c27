import fc from 'fast-check';
import * as v from 'valibot';
import { expect, expectTypeOf, test } from 'vitest';
import { droppedKeysOf, parsedObject, type RawKeys } from './parsed-object.ts';
import { tolerant } from './tolerant.ts';

const entries = {
  id: v.number(),
  name: v.optional(v.string()),
  note: v.nullish(v.string()),
  size: v.optional(v.number(), 1),
  kind: v.optional(v.pipe(v.string(), v.toUpperCase())),
  parts: v.optional(v.array(v.looseObject({ part: v.string() }))),
};

const anyValue = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.constant(null),
  fc.constant(undefined),
  fc.array(fc.record({ part: fc.string() }), { maxLength: 2 }),
  fc.array(fc.string(), { maxLength: 2 }),
);

const anyObject = fc
  .record(
    {
      id: fc.oneof(fc.integer(), fc.string()),
      name: anyValue,
      note: anyValue,
      size: anyValue,
      kind: anyValue,
      parts: anyValue,
      other: anyValue,
    },
    { requiredKeys: [] },
  )
  .map((object) => ({ ...object }));

/** A document as it is decoded: at each of its objects, what isn't known is apart. */
function apart(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return document;
  const known = Object.entries(document).filter(([key]) => Object.hasOwn(entries, key));
  const others = Object.entries(document).filter(([key]) => !Object.hasOwn(entries, key));
  return {
    ...Object.fromEntries(known),
    ...(others.length > 0 && { raw: Object.fromEntries(others) }),
  };
}

test('it decodes as looseObject does, with unknown keys apart, and finds the same faults', () => {
  fc.assert(
    fc.property(fc.oneof(anyObject, anyValue), (document) => {
      const copy: unknown = structuredClone(document);
      const expected = v.safeParse(v.array(v.looseObject(entries)), [document]);
      const actual = v.safeParse(v.array(parsedObject(entries)), [copy]);
      expect(actual.success).toBe(expected.success);
      if (expected.success) expect(actual.output).toEqual(expected.output.map(apart));
      const faults = (issues: typeof actual.issues) =>
        issues?.map((issue) => [v.getDotPath(issue), issue.message]);
      expect(faults(actual.issues)).toEqual(faults(expected.issues));
    }),
    { numRuns: 1000 },
  );
});

test.each([{}, { other: 1 }, { id: undefined }])(
  'a key whose value is dropped is absent, and one that is null is there, beside %j',
  (others) => {
    const schema = parsedObject({
      id: v.optional(v.number(), 7),
      name: tolerant(v.optional(v.string())),
      note: tolerant(v.nullish(v.string())),
    });
    const output = v.parse(schema, { id: 7, ...others, name: { a: 1 }, note: null });
    expect(Object.keys(output)).toEqual(['id', 'note', ...('other' in others ? ['raw'] : [])]);
    expect(droppedKeysOf(output)).toEqual(['name']);
    expect(Object.keys(v.parse(schema, { name: [] }))).toEqual(['id']);
  },
);

test('what is right and known stays the object that it was', () => {
  const given = { id: 1, size: 2 };
  expect(v.parse(parsedObject(entries), given)).toBe(given);
});

test('unknown keys are under raw, which spread, JSON and structuredClone keep', () => {
  const text = '{"id": 1, "kind": "a", "size": 2, "raw": 3, "other": [1], "__proto__": {"a": 1}}';
  const output = v.parse(parsedObject(entries), JSON.parse(text));
  const expected = '{"id":1,"kind":"A","size":2,"raw":{"raw":3,"other":[1],"__proto__":{"a":1}}}';
  expect(JSON.stringify(output)).toBe(expected);
  expect(JSON.stringify({ ...output })).toBe(expected);
  expect(JSON.stringify(structuredClone(output))).toBe(expected);
});

test('of an object without unknown keys, raw is absent', () => {
  expect(v.parse(parsedObject(entries), { id: 1 })).not.toHaveProperty('raw');
});

test('a key of the prototype is no key of the object', () => {
  const output = v.safeParse(parsedObject({ toString: v.string() }), {});
  expect(output.success).toBe(false);
});

test('schema and type have the same keys, of the same types', () => {
  interface Row {
    readonly id: number;
    readonly name?: string | undefined;
    readonly raw?: RawKeys | undefined;
    readonly note?: string | undefined;
  }
  expectTypeOf(
    v.parse(parsedObject<Row, 'note'>({ id: v.number(), name: v.optional(v.string()) }), { id: 1 }),
  ).toEqualTypeOf<Row>();
  // @ts-expect-error a key is missing
  parsedObject<Row, 'note'>({ id: v.number() });
  // @ts-expect-error a key is not of the type
  parsedObject<Row, 'note'>({ id: v.number(), name: v.optional(v.string()), names: v.string() });
  // @ts-expect-error a key has another type
  parsedObject<Row, 'note'>({ id: v.string(), name: v.optional(v.string()) });
  // @ts-expect-error a key may be absent
  parsedObject<Row, 'note'>({ id: v.optional(v.number()), name: v.optional(v.string()) });
});
