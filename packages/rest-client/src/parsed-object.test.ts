import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { parsedObject } from './parsed-object.ts';

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

test('it decodes as looseObject does, and finds the same faults', () => {
  fc.assert(
    fc.property(fc.oneof(anyObject, anyValue), (document) => {
      const copy: unknown = structuredClone(document);
      const expected = v.safeParse(v.array(v.looseObject(entries)), [document]);
      const actual = v.safeParse(v.array(parsedObject(entries)), [copy]);
      expect(actual.success).toBe(expected.success);
      expect(actual.output).toEqual(expected.output);
      const faults = (issues: typeof actual.issues) =>
        issues?.map((issue) => [v.getDotPath(issue), issue.message]);
      expect(faults(actual.issues)).toEqual(faults(expected.issues));
    }),
    { numRuns: 1000 },
  );
});

test('what is right stays the object that it was', () => {
  const object = { id: 1, kind: 'a', other: [1] };
  const output = v.parse(parsedObject(entries), { ...object, size: 2 });
  expect(output).toEqual({ id: 1, kind: 'A', other: [1], size: 2 });
  const given = { id: 1, size: 2 };
  expect(v.parse(parsedObject(entries), given)).toBe(given);
});

test('a key of the prototype is no key of the object', () => {
  const output = v.safeParse(parsedObject({ toString: v.string() }), {});
  expect(output.success).toBe(false);
});
