import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchName } from './match-name.ts';

const known = ['Cost Center', 'Owner/Team', 'name', 'Name', 'NAME '];

describe('matchName', () => {
  test.each([
    ['Cost Center', 'Cost Center'],
    ['cost center', 'Cost Center'],
    ['  COST CENTER\u00a0', 'Cost Center'],
    ['\ufeffowner/team\u200b', 'Owner/Team'],
    ['Name', 'Name'],
    ['NAME ', 'NAME '],
  ])('takes %j for %j', (name, meant) => {
    expect(matchName(name, known)).toEqual({ kind: 'found', name: meant });
  });

  test('leaves open which of several was meant', () => {
    expect(matchName('naMe', known)).toEqual({ kind: 'ambiguous', names: ['name', 'Name', 'NAME '] });
  });

  test.each(['CostCenter', 'Cost  Center', '', ' '])('matches nothing with %j', (name) => {
    expect(matchName(name, known)).toEqual({ kind: 'unknown' });
  });

  const blanks = fc.string({ unit: fc.constantFrom(' ', '\t', '\u00a0', '\u200b', '\ufeff'), maxLength: 3 });

  test('a name is found ignoring case and surrounding whitespace, and returned as known', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z /.-]{0,8}[a-z]$/), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(
        names,
        blanks,
        blanks,
        fc.nat(),
        fc.infiniteStream(fc.boolean()),
        (list, before, after, pick, upper) => {
          const meant = list[pick % list.length] ?? '';
          const typed = [...meant]
            .map((letter) => (upper.next().value ? letter.toUpperCase() : letter))
            .join('');
          expect(matchName(`${before}${typed}${after}`, list)).toEqual({ kind: 'found', name: meant });
        },
      ),
    );
  });

  test('an exact name is always found, whatever else there is', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), (others, name) => {
        expect(matchName(name, [...others, name])).toEqual({ kind: 'found', name });
      }),
    );
  });
});
