import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findNameCollisions } from './name-collisions.ts';

describe('findNameCollisions', () => {
  test('lists the sources that share a target, ignoring case', () => {
    expect(
      findNameCollisions([
        { source: 'Cost center', target: 'Cost_center' },
        { source: 'Owner', target: 'Owner' },
        { source: 'cost/center', target: 'cost_center' },
        { source: 'COST-CENTER', target: 'COST_CENTER' },
      ]),
    ).toEqual([{ target: 'Cost_center', sources: ['Cost center', 'cost/center', 'COST-CENTER'] }]);
  });

  test('the same source twice is not a collision', () => {
    expect(
      findNameCollisions([
        { source: 'a', target: 'x' },
        { source: 'a', target: 'X' },
      ]),
    ).toEqual([]);
  });

  test('sources that differ in case are different sources', () => {
    expect(
      findNameCollisions([
        { source: 'a', target: 'x' },
        { source: 'A', target: 'x' },
      ]),
    ).toHaveLength(1);
  });

  test('targets named like inherited properties do not collide with anything', () => {
    expect(
      findNameCollisions([
        { source: 'a', target: '__proto__' },
        { source: 'b', target: 'constructor' },
      ]),
    ).toEqual([]);
  });

  test('no collision means that the targets are as many as the sources', () => {
    const name = fc.constantFrom('a', 'A', 'b', 'B', 'c', 'a b', 'a_b');
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ source: name, target: name }), { selector: ({ source }) => source }),
        (names) => {
          const targets = new Set(names.map(({ target }) => target.toLowerCase()));
          const collided = findNameCollisions(names).reduce(
            (sum, { sources }) => sum + sources.length - 1,
            0,
          );
          expect(targets.size + collided).toBe(names.length);
        },
      ),
    );
  });
});
