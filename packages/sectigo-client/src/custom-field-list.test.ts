import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CustomFieldEntry, findUnstoredFields, planCustomFieldList } from './custom-field-list.ts';

const current = [
  { name: 'Owner', value: 'pki' },
  { name: 'Stage', value: 'Test' },
];

test('the list holds the named fields and all others as they are', () => {
  expect(planCustomFieldList(current, { Stage: 'Production', Cost: '7' })).toEqual([
    { name: 'Owner', value: 'pki' },
    { name: 'Stage', value: 'Production' },
    { name: 'Cost', value: '7' },
  ]);
});

test('a field is cleared by an empty text, which stays in the list', () => {
  expect(planCustomFieldList(current, { Stage: '' })).toEqual([
    { name: 'Owner', value: 'pki' },
    { name: 'Stage', value: '' },
  ]);
});

test('there is no list where nothing differs', () => {
  expect(planCustomFieldList(current, { Owner: 'pki', Absent: '' })).toBeUndefined();
  expect(planCustomFieldList(current, {})).toBeUndefined();
});

test('names are case-sensitive', () => {
  expect(planCustomFieldList(current, { owner: 'pki' })).toContainEqual({ name: 'owner', value: 'pki' });
});

test('a field that is shown without a value is not sent back', () => {
  expect(planCustomFieldList([{ name: 'Empty', value: '' }], { Owner: 'pki' })).toEqual([
    { name: 'Owner', value: 'pki' },
  ]);
});

test('fields that the response lacks or shows otherwise are named', () => {
  const sent = [
    { name: 'A', value: '1' },
    { name: 'B', value: '2' },
    { name: 'C', value: '' },
    { name: 'D', value: '' },
    { name: 'E', value: 'x\r\ny' },
  ];
  const returned = [
    { name: 'A', value: '1' },
    { name: 'C', value: 'still there' },
    { name: 'D', value: '' },
    { name: 'E', value: 'x\ny' },
  ];
  expect(findUnstoredFields(returned, sent)).toEqual(['B', 'C']);
});

test('replacing and merging servers end with the same values, of which only the named ones changed', () => {
  const names = fc.constantFrom('A', 'B', 'C', 'D', '__proto__');
  const stored = fc.dictionary(names, fc.string({ minLength: 1 }));
  const wanted = fc.dictionary(names, fc.string());
  const entries = (values: Record<string, string>) =>
    Object.entries(values).map(([name, value]) => ({ name, value }));
  const store = (before: Map<string, string>, list: readonly CustomFieldEntry[]) => {
    const after = new Map(before);
    for (const { name, value } of list) value === '' ? after.delete(name) : after.set(name, value);
    return after;
  };
  fc.assert(
    fc.property(stored, wanted, (before, changes) => {
      const expected = store(store(new Map(), entries(before)), entries(changes));
      const list = planCustomFieldList(entries(before), changes) ?? entries(before);
      expect(store(new Map(), list)).toEqual(expected);
      expect(store(new Map(Object.entries(before)), list)).toEqual(expected);
    }),
  );
});
