import fc from 'fast-check';
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
  const documents = listed({ ...teamEntry, keyfactorEnrollment: 1 });
  const asked = planOf({ documents, customFields: [customField('Team', { mandatories })] });
  expect(asked.create[0]).toMatchObject({ Enrollment: 1 });
});

test('with import-all an entry chooses neither the name nor the type of its field', () => {
  const documents = { fields: { CustomFields: [{ ...teamEntry, keyfactorDataType: 6 }] } };
  const plan = planOf({ documents, customFields: [customField('Team'), customField('Other')] });
  expect(plan.create).toEqual([
    { Name: 'Team', Description: 'Team', DataType: 1 },
    { Name: 'Other', Description: 'Other', DataType: 1 },
  ]);
});

test('with import-all an entry marks its field as sensitive and says what empty values do', () => {
  const documents = {
    fields: {
      CustomFields: [
        { sectigoFieldName: ' TEAM ', sensitive: true },
        { sectigoFieldName: 'Team', emptyPolicy: 'clear' },
      ],
    },
  };
  const plan = planOf({ documents, customFields: [customField('Team'), customField('Other')] });
  expect(plan.mappings).toMatchObject([
    { sectigoName: 'Team', sensitive: true, emptyPolicy: 'clear' },
    { sectigoName: 'Other', sensitive: false, emptyPolicy: 'keep' },
  ]);
});

test('with import-all an entry that SCM does not have is a note, and a warning where it should hide values', () => {
  const entry = (sectigoFieldName: string, parts: object = {}) => ({ sectigoFieldName, ...parts });
  const documents = {
    fields: { CustomFields: [entry('Teem'), entry('TEAM'), entry('Sekret', { sensitive: true })] },
  };
  const customFields = [customField('Team'), customField('team '), customField('Secret')];
  const plan = planOf({
    documents: { ...documents, banned: [{ character: ' ', replacementCharacter: '_' }] },
    customFields,
  });
  expect(plan.leftOut).toEqual([]);
  expect(plan.notes).toEqual([
    'fields.json lists the custom field "Teem", which SCM does not have for SSL certificates, so the entry has no effect. Did you mean "Team"?',
    'fields.json lists the custom field "TEAM", which may be "Team" or "team " in SCM, so the entry has no effect. Write the name exactly as SCM has it.',
  ]);
  expect(plan.warnings).toEqual([
    'fields.json lists the custom field "Sekret", which SCM does not have for SSL certificates, so the entry has no effect. Did you mean "Secret"? Its mark as sensitive protects nothing.',
  ]);
});

test('with import-all a field of several entries that SCM does not have is reported once', () => {
  const entry = (sectigoFieldName: string, parts: object = {}) => ({ sectigoFieldName, ...parts });
  const documents = {
    fields: {
      CustomFields: [
        ...[entry('Teem'), entry('teem ', { emptyPolicy: 'clear' })],
        ...[entry('Sekret'), entry('Sekret', { sensitive: true })],
      ],
    },
  };
  const plan = planOf({ documents, customFields: [customField('Team'), customField('Secret')] });
  expect(plan.notes).toEqual([
    'fields.json lists the custom field "Teem" and "teem ", which SCM does not have for SSL certificates, so its 2 entries have no effect. Did you mean "Team"?',
  ]);
  expect(plan.warnings).toEqual([
    'fields.json lists the custom field "Sekret", which SCM does not have for SSL certificates, so its 2 entries have no effect. Did you mean "Secret"? Its mark as sensitive protects nothing.',
  ]);
});

test('a listed name counts in any letter case and between blanks, and the field keeps the spelling of SCM', () => {
  const documents = listed({ ...teamEntry, sectigoFieldName: '\ufeff owner/TEAM\u00a0' });
  const plan = planOf({ documents, customFields: [customField('Owner/Team')] });
  expect(plan.mappings).toMatchObject([{ sectigoName: 'Owner/Team', metadataName: 'Owner-Team' }]);
  expect(plan.leftOut).toEqual([]);
});

test('of fields that differ only in letter case the exact name counts, and any other is ambiguous', () => {
  const customFields = [customField('Team'), customField('TEAM')];
  const entry = (sectigoFieldName: string, name: string) => ({
    ...teamEntry,
    sectigoFieldName,
    keyfactorMetadataFieldName: name,
  });
  const plan = planOf({ documents: listed(entry('TEAM', 'A'), entry('team', 'B')), customFields });
  expect(plan.mappings).toMatchObject([{ sectigoName: 'TEAM', metadataName: 'A' }]);
  expect(plan.leftOut).toEqual([
    {
      field: 'team',
      reason: 'fields.json lists the custom field "team", which may be "Team" or "TEAM" in SCM',
      remedy: 'Write the name exactly as SCM has it.',
    },
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

test('a listed field that SCM does not have costs that field alone, and the nearest is offered', () => {
  const documents = listed(
    { ...teamEntry, sectigoFieldName: 'Teem' },
    { ...teamEntry, sectigoFieldName: 'Other', keyfactorMetadataFieldName: 'Other' },
  );
  const plan = planOf({ documents, customFields: [customField('Team'), customField('Other')] });
  expect(plan.mappings.map(({ sectigoName }) => sectigoName)).toEqual(['Other']);
  expect(plan.leftOut).toMatchObject([{ field: 'Teem', remedy: 'Did you mean "Team"?' }]);
});

test.each([
  [0, ''],
  [2, 'SCM has "Field 1", "Field 2". '],
  [12, `SCM has ${Array.from({ length: 10 }, (_, index) => `"Field ${index + 1}"`).join(', ')} and 2 more. `],
])('where no name is near, up to ten of the %i fields of SCM are listed', (length, listing) => {
  const customFields = Array.from({ length }, (_, index) => customField(`Field ${index + 1}`));
  const plan = planOf({
    documents: listed({ ...teamEntry, sectigoFieldName: 'Test_Custom' }),
    customFields,
  });
  expect(plan.leftOut).toMatchObject([
    { field: 'Test_Custom', remedy: `${listing}Use the name that SCM shows, or remove the entry.` },
  ]);
});

test('a name that becomes empty is an error', () => {
  const documents = { banned: [{ character: '?', replacementCharacter: '' }] };
  expect(stopOf({ documents, customFields: [customField('??')] })).toMatchObject({
    kind: 'fields-unusable',
    problems: [{ message: expect.stringContaining('"??"') }],
  });
});

test('an empty replacement deletes the character, and names that meet then are an error', () => {
  const documents = { banned: [{ character: ' ', replacementCharacter: '' }] };
  const plan = planOf({ documents, customFields: [customField('Cost Center')] });
  expect(plan.create).toMatchObject([{ Name: 'CostCenter', Description: 'Cost Center' }]);
  const customFields = [customField('Cost Center'), customField('CostCenter')];
  expect(stopOf({ documents, customFields })).toMatchObject({
    problems: [{ message: expect.stringMatching(/"Cost Center" and "CostCenter"/) }],
  });
});

test('whatever replaces what, every field gets a name of its own that Keyfactor allows, or the run stops', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'B', '-', ' ', '/', '?'), minLength: 1, maxLength: 6 });
  const replacement = fc.constantFrom('', '_', '-', 'x_x');
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
      fc.tuple(replacement, replacement, replacement),
      (names, [blank, slash, mark]) => {
        const filled = { ' ': blank, '/': slash, '?': mark };
        const banned = Object.entries(filled).map(([character, replacementCharacter]) => ({
          character,
          replacementCharacter,
        }));
        const derived = names.map((each) =>
          each.replace(/[ /?]/g, (character) => filled[character as keyof typeof filled]),
        );
        const isGood =
          derived.every((each) => each !== '') &&
          new Set(derived.map((each) => each.toLowerCase())).size === derived.length;
        const parts = { documents: { banned }, customFields: names.map((each) => customField(each)) };
        if (isGood) expect(planOf(parts).create.map(({ Name }) => Name)).toEqual(derived);
        else expect(stopOf(parts)).toMatchObject({ kind: 'fields-unusable' });
      },
    ),
  );
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
