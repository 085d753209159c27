import { expect, test } from 'vitest';
import { validEntry } from '../../test/support/documents.ts';
import { customField, planOf } from '../../test/support/field-inputs.ts';
import { DoubtfulRows } from './doubtful-rows.ts';

const { mappings } = planOf({
  documents: {
    fields: {
      ManualFields: [
        {
          ...validEntry,
          sectigoFieldName: 'expires',
          keyfactorMetadataFieldName: 'Expires',
          keyfactorDataType: 3,
        },
        {
          ...validEntry,
          sectigoFieldName: 'subjectAlternativeNames',
          keyfactorMetadataFieldName: 'Names',
          keyfactorDataType: 6,
        },
      ],
    },
  },
  customFields: [customField('Team')],
});

const plain = {
  status: 'Issued',
  expires: '2026-05-21',
  minutesFromMidnight: 700,
  subjectAlternativeNames: ['a.example'],
  customFields: [{ name: 'Team', value: 'A' }],
};

const inCommand = { Expires: '5/21/2026', Names: 'a.example', Team: 'A' };

function pick(rows: readonly { readonly row?: object; readonly keyfactor?: object }[]): readonly number[] {
  const doubtful = new DoubtfulRows(mappings);
  for (const [id, { row = {}, keyfactor = {} }] of rows.entries())
    doubtful.compare({ ...plain, sslId: id, id, ...row }, [{ ...inCommand, ...keyfactor }]);
  return doubtful.ids;
}

/** A thousand rows in which a difference is unlikely, so that those which are picked are so for their kind. */
const unlikely = Array.from({ length: 1000 }, () => ({}));

test.each([
  ['a day near midnight', { row: { minutesFromMidnight: 20 } }],
  [
    'several names',
    {
      row: { subjectAlternativeNames: ['a.example', 'b.example'] },
      keyfactor: { Names: 'a.example, b.example' },
    },
  ],
  [
    'letters beyond ASCII',
    { row: { customFields: [{ name: 'Team', value: 'Münster' }] }, keyfactor: { Team: 'Münster' } },
  ],
  ['an empty value', { row: { customFields: [] } }],
  ['a value that Command does not have', { keyfactor: { Team: '' } }],
])('%s is looked at', (_, likely) => {
  expect(pick([...unlikely, likely, ...unlikely])).toContain(1000);
});

test('every value that would be replaced is looked at, however many there are', () => {
  const replaced = Array.from({ length: 500 }, () => ({ keyfactor: { Team: 'B' } }));
  expect(
    pick([...replaced, ...unlikely])
      .slice(0, 500)
      .toSorted((a, b) => a - b),
  ).toEqual(replaced.map((_, id) => id));
});

test.each([
  ['a field would be written', {}, { Team: 'B' }],
  ["a field can't be processed", { expires: 'some day' }, {}],
])('a row is not up to date where %s in one record', (_, values, held) => {
  const doubtful = new DoubtfulRows(mappings);
  const lookAt = (id: number, row: object, ...records: object[]) =>
    doubtful.compare(
      { ...plain, sslId: id, id, ...row },
      records.map((record) => ({ ...inCommand, ...record })),
    );
  // Likelier ones, so that none of the others is held against its details.
  for (const id of unlikely.keys()) lookAt(id, { minutesFromMidnight: 1 }, {});
  expect(lookAt(1000, {}, {}, {})).toBe(true);
  expect(lookAt(1001, values, {}, held)).toBe(false);
});

test('a row that is to be held against the details is not up to date', () => {
  const doubtful = new DoubtfulRows(mappings);
  const upToDate = unlikely.map((_, id) => doubtful.compare({ ...plain, sslId: id, id }, [inCommand]));
  expect(upToDate).toContain(true);
  for (const id of doubtful.ids) expect(upToDate[id]).toBe(false);
});

test('where nothing would be replaced, few are looked at', () => {
  const empty = Array.from({ length: 1000 }, () => ({ row: { customFields: [] } }));
  expect(pick([...empty, ...unlikely]).length).toBeLessThanOrEqual(25);
});
