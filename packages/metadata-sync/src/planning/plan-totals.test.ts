import { expect, test } from 'vitest';
import { PlanTotals } from './plan-totals.ts';
import type { PlannedValue } from './sync-plan.ts';

function change(parts: Partial<PlannedValue>): PlannedValue {
  return {
    side: 'keyfactor',
    field: 'Team',
    before: null,
    after: 'A',
    truncated: false,
    sensitive: false,
    ...parts,
  };
}

test('a value is set, overwritten or cleared by what was there and what comes', () => {
  const totals = new PlanTotals();
  totals.add({ changes: [change({})], values: 0 });
  totals.add({ changes: [change({ before: 'B' })], values: 1 });
  totals.add({ changes: [change({ before: 'B', after: '' })], values: 1 });
  expect(totals.fields).toEqual([{ side: 'keyfactor', field: 'Team', set: 1, overwritten: 1, cleared: 1 }]);
});

test('fields of one name on both sides count apart, in the order of side and name', () => {
  const totals = new PlanTotals();
  totals.add({
    changes: [
      change({ side: 'sectigo', field: 'Team' }),
      change({ field: 'Team' }),
      change({ side: 'sectigo', field: 'Notes' }),
      change({ field: 'Notes' }),
    ],
    values: 0,
  });
  expect(totals.fields.map(({ side, field }) => `${side} ${field}`)).toEqual([
    'keyfactor Notes',
    'keyfactor Team',
    'sectigo Notes',
    'sectigo Team',
  ]);
});

test('every compared certificate counts, and those with changes count as planned', () => {
  const totals = new PlanTotals();
  totals.add({ changes: [], values: 3 });
  totals.add({ changes: [change({}), change({ field: 'Notes' })], values: 2 });
  expect(totals).toMatchObject({ certificates: 2, planned: 1, values: 5 });
});

test('totals that were handed out do not change any more', () => {
  const totals = new PlanTotals();
  totals.add({ changes: [change({})], values: 0 });
  const [before] = totals.fields;
  totals.add({ changes: [change({})], values: 0 });
  expect(before).toMatchObject({ set: 1 });
  expect(totals.fields).toMatchObject([{ set: 2 }]);
});
