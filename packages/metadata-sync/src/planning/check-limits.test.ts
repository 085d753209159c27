import { expect, test } from 'vitest';
import { checkOverwrites, checkShrinkage } from './check-limits.ts';

const limits = { overwritePercent: 30, shrinkPercent: 50 };

function plan({ certificates = 100, values = 100, overwritten = 0, cleared = 0, set = 0 }) {
  const fields = [
    { side: 'keyfactor', field: 'Team', set, overwritten, cleared: 0 },
    { side: 'sectigo', field: 'Team', set: 0, overwritten: 0, cleared },
  ] as const;
  return { scopeCertificates: certificates, scopeValues: values, fields };
}

test('values overwritten and cleared count together against the limit, new ones do not', () => {
  expect(checkOverwrites(plan({ overwritten: 20, cleared: 10, set: 70 }), limits)).toBeUndefined();
  expect(checkOverwrites(plan({ overwritten: 20, cleared: 11 }), limits)).toEqual({
    kind: 'limit-exceeded',
    lost: 31,
    values: 100,
    limitPercent: 30,
  });
});

test('a share of fewer than 20 certificates is no reason to stop', () => {
  expect(checkOverwrites(plan({ certificates: 19, overwritten: 100 }), limits)).toBeUndefined();
  expect(checkOverwrites(plan({ certificates: 20, overwritten: 100 }), limits)).toBeDefined();
});

test('a limit of 0 allows no loss at all, one of 100 allows any', () => {
  const none = { ...limits, overwritePercent: 0 };
  expect(checkOverwrites(plan({ overwritten: 1 }), none)).toMatchObject({ limitPercent: 0 });
  expect(checkOverwrites(plan({ set: 100 }), none)).toBeUndefined();
  const any = { ...limits, overwritePercent: 100 };
  expect(checkOverwrites(plan({ overwritten: 60, cleared: 40 }), any)).toBeUndefined();
});

test('without any present value nothing can be lost', () => {
  expect(checkOverwrites(plan({ values: 0, set: 100 }), limits)).toBeUndefined();
});

const whole = { sectigo: 100, keyfactor: 100, matched: 100 };

test.each([
  ['sectigo', 'SCM'],
  ['keyfactor', 'Keyfactor'],
  ['matched', 'certificates that both systems have'],
])('%s may shrink by half and not by more', (key, inventory) => {
  expect(checkShrinkage({ before: whole, now: { ...whole, [key]: 50 } }, limits)).toBeUndefined();
  expect(checkShrinkage({ before: whole, now: { ...whole, [key]: 49 } }, limits)).toEqual({
    kind: 'inventory-shrunk',
    inventory,
    before: 100,
    now: 49,
    limitPercent: 50,
  });
});

test('an inventory that had fewer than 20 certificates may vanish', () => {
  const none = { sectigo: 0, keyfactor: 0, matched: 0 };
  const few = { sectigo: 19, keyfactor: 19, matched: 19 };
  expect(checkShrinkage({ before: few, now: none }, limits)).toBeUndefined();
  expect(checkShrinkage({ before: { ...few, matched: 20 }, now: none }, limits)).toMatchObject({
    before: 20,
    now: 0,
  });
});

test('growth is no shrinkage, and without an earlier run there is none', () => {
  const now = { sectigo: 1000, keyfactor: 1000, matched: 1000 };
  expect(checkShrinkage({ before: whole, now }, { ...limits, shrinkPercent: 0 })).toBeUndefined();
  expect(checkShrinkage({ before: null, now: whole }, { ...limits, shrinkPercent: 0 })).toBeUndefined();
});

test('a limit of 0 notices a single certificate, one of 100 nothing', () => {
  const now = { ...whole, keyfactor: 99 };
  expect(checkShrinkage({ before: whole, now }, { ...limits, shrinkPercent: 0 })).toMatchObject({ now: 99 });
  const none = { sectigo: 0, keyfactor: 0, matched: 0 };
  expect(checkShrinkage({ before: whole, now: none }, { ...limits, shrinkPercent: 100 })).toBeUndefined();
});
