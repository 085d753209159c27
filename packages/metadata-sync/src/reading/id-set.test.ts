import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdSet } from './id-set.ts';

const ids = fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { maxLength: 60 });

test('it has exactly the ids that it was made of', () => {
  fc.assert(
    fc.property(ids, ids, (members, others) => {
      const set = new IdSet(members);
      const expected = new Set(members);
      for (const id of [...members, ...others, ...members.map((member) => member + 1)])
        expect(set.has(id)).toBe(expected.has(id));
    }),
  );
});

test('a sample holds as many different ids of the set as were asked for, or all', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0 })), fc.nat(30), (members, size) => {
      const set = new IdSet(members);
      const sample = set.sample(size);
      expect(new Set(sample).size).toBe(Math.min(size, members.length));
      expect(sample.length).toBe(new Set(sample).size);
      for (const id of sample) expect(set.has(id)).toBe(true);
    }),
  );
});

test('an empty set has nothing', () => {
  const set = new IdSet([]);
  expect(set.size).toBe(0);
  expect(set.has(0)).toBe(false);
  expect(set.sample(20)).toEqual([]);
});
