import { expect, test } from 'vitest';
import { validEntry } from '../../test/support/documents.ts';
import { customField, metadataField, planOf, stopOf } from '../../test/support/field-inputs.ts';

const replacements = [
  { character: ' ', replacementCharacter: '_' },
  { character: '/', replacementCharacter: '-' },
];
const teamEntry = { ...validEntry, sectigoFieldName: 'Team', keyfactorMetadataFieldName: 'Owner-Team' };
const listed = (...entries: object[]) => ({
  config: { importAllCustomFields: 'false' },
  fields: { CustomFields: entries },
});

test('import-all takes every SSL custom field, with type, description and options of Sectigo', () => {
  const plan = planOf({
    documents: { banned: replacements },
    customFields: [
      customField('Cost Center'),
      customField('Notes', { input: { type: 'TEXT_MULTI_LINE' } }),
      customField('Mail', { input: { type: 'EMAIL' } }),
      customField('Asset', { input: { type: 'NUMBER' } }),
      customField('Stage', { input: { type: 'TEXT_OPTION', options: ['Test', 'Production'] } }),
      customField('Review/Date', { input: { type: 'DATE' } }),
    ],
  });
  expect(plan.create).toEqual([
    { Name: 'Cost_Center', Description: 'Cost Center', DataType: 1 },
    { Name: 'Notes', Description: 'Notes', DataType: 6 },
    { Name: 'Mail', Description: 'Mail', DataType: 7 },
    { Name: 'Asset', Description: 'Asset', DataType: 2 },
    { Name: 'Stage', Description: 'Stage', DataType: 5, Options: 'Test,Production' },
    { Name: 'Review-Date', Description: 'Review/Date', DataType: 3 },
  ]);
});

test('custom fields of other certificate types are not imported', () => {
  const plan = planOf({
    customFields: [customField('Mailbox', { certType: 'smime' }), customField('Team', { certType: 'SSL' })],
  });
  expect(plan.create.map(({ Name }) => Name)).toEqual(['Team']);
});

test('a field that is mandatory in Sectigo does not become required in Keyfactor', () => {
  const mandatories = ['REST_API', 'WEB_FORM'];
  expect(planOf({ customFields: [customField('Team', { mandatories })] }).create[0]).not.toHaveProperty(
    'Enrollment',
  );
  const documents = { fields: { CustomFields: [{ ...teamEntry, keyfactorEnrollment: 1 }] } };
  const asked = planOf({ documents, customFields: [customField('Team', { mandatories })] });
  expect(asked.create[0]).toMatchObject({ Enrollment: 1 });
});

test('an entry takes the place of what import-all would derive', () => {
  const documents = { fields: { CustomFields: [{ ...teamEntry, keyfactorDataType: 6 }] } };
  const plan = planOf({ documents, customFields: [customField('Team'), customField('Other')] });
  expect(plan.create).toMatchObject([
    { Name: 'Owner-Team', DataType: 6 },
    { Name: 'Other', DataType: 1 },
  ]);
});

test('disabled fields are left out unless asked for, and never written back to Sectigo', () => {
  const customFields = ['INACTIVE', 'SUSPENDED_ACTIVE', 'SUSPENDED_INACTIVE'].map((state) =>
    customField(state, { state }),
  );
  expect(planOf({ customFields }).create).toEqual([]);
  expect(planOf({ customFields }).notes).toHaveLength(3);
  const documents = { config: { enableDisabledFieldSync: 'true' } };
  const enabled = planOf({ documents, customFields });
  expect(enabled.create).toHaveLength(3);
  expect(planOf({ documents, customFields, mode: 'kftosc' }).mappings).toEqual([]);
});

test('banned characters stop the run with those that are new and those that are not filled in', () => {
  const stop = stopOf({
    documents: {
      banned: [
        { character: ' ', replacementCharacter: null },
        { character: '/', replacementCharacter: '-' },
      ],
    },
    customFields: [customField('A b/c'), customField('D.e'), customField('😀 x')],
  });
  expect(stop).toEqual({ kind: 'banned-characters', found: ['.', '😀'], unfilled: [' ', '.', '😀'] });
});

test('names of listed fields are used as written and need no replacements', () => {
  const documents = listed({ ...teamEntry, sectigoFieldName: 'Owner / Team' });
  const plan = planOf({ documents, customFields: [customField('Owner / Team'), customField('Not listed')] });
  expect(plan.create.map(({ Name }) => Name)).toEqual(['Owner-Team']);
});

test('two Sectigo names that end up as one metadata name are an error that names both', () => {
  const stop = stopOf({
    documents: { banned: [{ character: ' ', replacementCharacter: '_' }] },
    customFields: [customField('Cost Center'), customField('cost_center')],
  });
  expect(stop).toMatchObject({
    kind: 'fields-unusable',
    problems: [{ message: expect.stringMatching(/"Cost Center" and "cost_center"/) }],
  });
});

test('a derived name that is also a manual field is an error', () => {
  const documents = { fields: { ManualFields: [{ ...validEntry, keyfactorMetadataFieldName: 'team' }] } };
  expect(stopOf({ documents, customFields: [customField('Team')] })).toMatchObject({
    kind: 'fields-unusable',
  });
});

test('a derived name that Command uses itself is an error', () => {
  expect(stopOf({ customFields: [customField('RequesterName')] })).toMatchObject({ kind: 'fields-unusable' });
});

test('a listed field that SCM does not have is an error that offers the nearest', () => {
  const stop = stopOf({
    documents: listed({ ...teamEntry, sectigoFieldName: 'Teem' }),
    customFields: [customField('Team')],
  });
  expect(stop).toMatchObject({ problems: [{ remedy: expect.stringContaining('"Team"') }] });
});

test('an option of Sectigo that contains a comma is refused with its text', () => {
  const input = { type: 'TEXT_OPTION', options: ['Lab', 'Test, internal'] };
  const stop = stopOf({ customFields: [customField('Stage', { input })] });
  expect(stop).toMatchObject({ problems: [{ message: expect.stringContaining('"Test, internal"') }] });
});

test('kftosc before any sctokf is refused with the names of what is missing', () => {
  const stop = stopOf({
    mode: 'kftosc',
    customFields: [customField('Team'), customField('Other')],
    metadataFields: [metadataField('Team')],
  });
  expect(stop).toEqual({ kind: 'metadata-fields-missing', names: ['Other'] });
});

test('manual fields never go back to Sectigo', () => {
  const documents = { fields: { ManualFields: [validEntry] } };
  const plan = planOf({
    documents,
    mode: 'kftosc',
    customFields: [customField('Team')],
    metadataFields: [metadataField('Team')],
  });
  expect(plan.mappings.map(({ kind }) => kind)).toEqual(['custom']);
});

test('an existing metadata field is found in any letter case and written in its own', () => {
  const plan = planOf({
    customFields: [customField('Team')],
    metadataFields: [metadataField('TEAM', { Description: 'Team' })],
  });
  expect(plan.create).toEqual([]);
  expect(plan.mappings[0]?.to.name).toBe('TEAM');
});

test('an existing metadata field is left alone and its differences are reported', () => {
  const existing = metadataField('Owner-Team', {
    Description: 'Mine',
    Hint: 'x',
    DisplayOrder: 7,
    DataType: 1,
  });
  const documents = listed({
    ...teamEntry,
    keyfactorHint: 'y',
    keyfactorDisplayOrder: 7,
    keyfactorDescription: null,
  });
  const plan = planOf({ documents, customFields: [customField('Team')], metadataFields: [existing] });
  expect(plan.update).toEqual([]);
  expect(plan.different).toEqual([{ field: 'Owner-Team', property: 'Hint', existing: 'x', wanted: 'y' }]);
});

test('null, absent and empty properties are alike, and options compare as a list', () => {
  const existing = metadataField('Owner-Team', {
    DataType: 5,
    Options: 'A, B',
    Hint: null,
    Description: 'Issuer',
  });
  const documents = listed({
    ...teamEntry,
    keyfactorDataType: 5,
    keyfactorOptions: ['A', 'B'],
    keyfactorHint: '',
  });
  const plan = planOf({ documents, customFields: [customField('Team')], metadataFields: [existing] });
  expect(plan.different).toEqual([]);
});

test('--update-fields sends back every property as read, the changed ones aside', () => {
  const existing = { ...metadataField('Owner-Team', { Hint: 'x', Description: 'Issuer' }), AllowAPI: true };
  const documents = listed({ ...teamEntry, keyfactorHint: 'y' });
  const plan = planOf({
    documents,
    updateFields: true,
    customFields: [customField('Team')],
    metadataFields: [existing],
  });
  expect(plan.update).toEqual([{ ...existing, Hint: 'y' }]);
});

test('a different data type is reported and never sent, since it is frozen at creation', () => {
  const existing = metadataField('Team', { DataType: 2 });
  const plan = planOf({
    updateFields: true,
    customFields: [customField('Team')],
    metadataFields: [existing],
  });
  expect(plan.update).toEqual([]);
  expect(plan.different).toEqual([{ field: 'Team', property: 'DataType', existing: 2, wanted: 1 }]);
  expect(plan.warnings[0]).toContain('Integer');
  expect(plan.mappings[0]?.to.fit('text').ok).toBe(false);
  expect(plan.mappings[0]?.to.fit('42').ok).toBe(true);
});

test('manual fields clear and custom fields keep unless the entry says otherwise', () => {
  const documents = {
    fields: {
      ManualFields: [
        validEntry,
        { ...validEntry, sectigoFieldName: 'owner', keyfactorMetadataFieldName: 'O', emptyPolicy: 'keep' },
      ],
      CustomFields: [{ ...teamEntry, emptyPolicy: 'clear' }],
    },
  };
  const plan = planOf({ documents, customFields: [customField('Team'), customField('Other')] });
  expect(plan.mappings.map(({ emptyPolicy }) => emptyPolicy)).toEqual(['clear', 'keep', 'clear', 'keep']);
});
