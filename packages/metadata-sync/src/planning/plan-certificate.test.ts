import { expect, test } from 'vitest';
import { validEntry } from '../../test/support/documents.ts';
import { customField, metadataField, planOf, type ResolutionParts } from '../../test/support/field-inputs.ts';
import { needsNothing, planCertificate } from './plan-certificate.ts';
import { planGroup } from './plan-group.ts';

interface Values {
  readonly custom?: Record<string, string>;
  readonly details?: Record<string, unknown>;
  readonly keyfactor?: Record<string, unknown>;
}

function recordsOf({ custom = {}, details = {}, keyfactor = {} }: Values) {
  const customFields = Object.entries(custom).map(([name, value]) => ({ name, value }));
  return { sectigo: { sslId: 1, id: 1, status: 'Issued', customFields, ...details }, keyfactor };
}

function planFor(values: Values, parts: ResolutionParts = {}) {
  const fieldPlan = planOf({ customFields: [customField('Team')], ...parts });
  return planCertificate(fieldPlan.mappings, recordsOf(values));
}

const manual = (parts: object) => ({
  documents: {
    config: { importAllCustomFields: 'false' },
    fields: { ManualFields: [{ ...validEntry, ...parts }] },
  },
  customFields: [],
});

const back = { mode: 'kftosc', metadataFields: [metadataField('Team')] } as const;

test('only a value that differs is written', () => {
  expect(planFor({ custom: { Team: 'A' }, keyfactor: { Team: 'A' } }).changes).toEqual([]);
  expect(planFor({ custom: { Team: 'A' }, keyfactor: { Team: 'B' } }).changes).toEqual([
    { side: 'keyfactor', field: 'Team', before: 'B', after: 'A', truncated: false, sensitive: false },
  ]);
  expect(planFor({ custom: { Team: 'A' } }).changes).toMatchObject([{ before: null, after: 'A' }]);
});

test('the way back swaps source and destination', () => {
  expect(planFor({ custom: { Team: 'A' }, keyfactor: { Team: 'B' } }, back).changes).toMatchObject([
    { field: 'Team', before: 'A', after: 'B' },
  ]);
});

test('an empty custom field keeps the destination, in both directions', () => {
  expect(planFor({ keyfactor: { Team: 'B' } }).changes).toEqual([]);
  expect(planFor({ custom: { Team: 'A' }, keyfactor: { Team: '' } }, back).changes).toEqual([]);
});

test('an empty manual field clears the destination with an empty text', () => {
  const plan = planFor({ keyfactor: { 'Sectigo-Issuer': 'x' } }, manual({}));
  expect(plan.changes).toMatchObject([{ field: 'Sectigo-Issuer', before: 'x', after: '', truncated: false }]);
  expect(planFor({ keyfactor: { 'Sectigo-Issuer': null } }, manual({})).changes).toEqual([]);
  expect(planFor({ keyfactor: { 'Sectigo-Issuer': 'x' } }, manual({ emptyPolicy: 'keep' })).changes).toEqual(
    [],
  );
});

test('lists are joined, objects become JSON and booleans their name', () => {
  const written = (sectigoFieldName: string, details: object) =>
    planFor({ details: { ...details } }, manual({ sectigoFieldName })).changes[0]?.after;
  expect(written('subjectAlternativeNames', { subjectAlternativeNames: ['a.example', 'b.example'] })).toBe(
    'a.example, b.example',
  );
  expect(written('certType.keyTypes', { certType: { keyTypes: { RSA: ['2048'] } } })).toBe(
    '{"RSA":["2048"]}',
  );
  expect(written('renewed', { renewed: false })).toBe('false');
});

test('a date reaches Keyfactor as yyyy-MM-dd and compares equal in the form Keyfactor reads it back', () => {
  const date = manual({ sectigoFieldName: 'expires', keyfactorDataType: 3 });
  expect(planFor({ details: { expires: '2026-05-21' } }, date).changes[0]?.after).toBe('2026-05-21');
  for (const read of ['5/21/2026 12:00:00 AM', '2026-05-21', '2026-05-21T00:00:00']) {
    expect(
      planFor({ details: { expires: '2026-05-21' }, keyfactor: { 'Sectigo-Issuer': read } }, date).changes,
    ).toEqual([]);
  }
});

test('a date goes back to Sectigo as yyyy-MM-dd', () => {
  const parts: ResolutionParts = {
    mode: 'kftosc',
    customFields: [customField('Due', { input: { type: 'DATE' } })],
    metadataFields: [metadataField('Due', { DataType: 3 })],
  };
  const plan = planFor({ keyfactor: { Due: '7/23/2026 12:00:00 AM' } }, parts);
  expect(plan.changes).toMatchObject([{ field: 'Due', after: '2026-07-23' }]);
});

test('the configured date format decides about an ambiguous date', () => {
  const parts: ResolutionParts = {
    mode: 'kftosc',
    documents: { config: { keyfactorDateFormat: 'd/M/yyyy HH:mm:ss' } },
    customFields: [customField('Due', { input: { type: 'DATE' } })],
    metadataFields: [metadataField('Due', { DataType: 3 })],
  };
  expect(planFor({ keyfactor: { Due: '3/4/2026 00:00:00' } }, parts).changes).toMatchObject([
    { after: '2026-04-03' },
  ]);
});

test('a value that does not fit is reported with its beginning, and the other fields are planned', () => {
  const long = 'x'.repeat(401);
  const customFields = [customField('Team'), customField('Other')];
  const plan = planFor({ custom: { Team: long, Other: 'B' } }, { customFields });
  expect(plan.changes).toMatchObject([{ field: 'Other' }]);
  expect(plan.failures).toMatchObject([{ field: 'Team', reason: expect.stringContaining('401') }]);
  expect(plan.failures[0]?.reason).not.toContain('xxx');
  expect(plan.failures[0]?.value).toBe(`${'x'.repeat(199)}…`);
});

test('truncation cuts to the limit, and the cut value is stable', () => {
  const documents = { config: { enableTruncation: 'true' } };
  const first = planFor({ custom: { Team: 'x'.repeat(401) } }, { documents });
  expect(first.changes).toMatchObject([{ after: 'x'.repeat(400), truncated: true }]);
  const second = planFor(
    { custom: { Team: 'x'.repeat(401) }, keyfactor: { Team: 'x'.repeat(400) } },
    { documents },
  );
  expect(second.changes).toEqual([]);
});

test('a value that truncation cut on its way to Sectigo does not come back over the whole one', () => {
  const parts: ResolutionParts = {
    documents: { config: { enableTruncation: 'true' } },
    metadataFields: [metadataField('Team', { DataType: 6 })],
  };
  const whole = 'x'.repeat(1000);
  const cut = planFor({ keyfactor: { Team: whole } }, { ...parts, mode: 'kftosc' }).changes[0]?.after ?? '';
  expect(cut).toHaveLength(256);
  expect(planFor({ custom: { Team: cut }, keyfactor: { Team: whole } }, parts).changes).toEqual([]);
  expect(planFor({ custom: { Team: 'new' }, keyfactor: { Team: whole } }, parts).changes).toMatchObject([
    { after: 'new' },
  ]);
});

test('blanks are reported and not dropped in silence', () => {
  expect(planFor({ custom: { Team: '   ' } })).toMatchObject({ changes: [], failures: [{ field: 'Team' }] });
});

test("a destination value that can't be read is overwritten", () => {
  const parts: ResolutionParts = { customFields: [customField('Due', { input: { type: 'DATE' } })] };
  expect(planFor({ custom: { Due: '2026-05-21' }, keyfactor: { Due: 'soon' } }, parts).changes).toMatchObject(
    [{ before: 'soon', after: '2026-05-21' }],
  );
});

test('a certificate without any custom field value is counted as such', () => {
  expect(planFor({}).withoutCustomFields).toBe(true);
  expect(planFor({ custom: { Team: 'A' } }).withoutCustomFields).toBe(false);
});

test('a source without values needs nothing unless a field is to be cleared', () => {
  const keep = planOf({ ...back, customFields: [customField('Team')] });
  expect(needsNothing(keep.mappings, recordsOf({ keyfactor: { Team: null } }))).toBe(true);
  expect(needsNothing(keep.mappings, recordsOf({ keyfactor: { Team: 'A' } }))).toBe(false);
  const entry = {
    ...validEntry,
    sectigoFieldName: 'Team',
    keyfactorMetadataFieldName: 'Team',
    emptyPolicy: 'clear',
  };
  const clear = planOf({
    ...back,
    documents: { fields: { CustomFields: [entry] } },
    customFields: [customField('Team')],
  });
  expect(needsNothing(clear.mappings, recordsOf({}))).toBe(false);
});

test('a re-imported certificate writes back once, and not at all where its records disagree', () => {
  const customFields = [customField('Team'), customField('Other')];
  const metadataFields = [metadataField('Team'), metadataField('Other')];
  const { mappings } = planOf({ mode: 'kftosc', customFields, metadataFields });
  const records = [
    recordsOf({ custom: { Team: 'Z' }, keyfactor: { Team: 'A', Other: 'B' } }),
    recordsOf({ custom: { Team: 'Z' }, keyfactor: { Team: 'C', Other: 'B' } }),
  ];
  const plans = planGroup(
    mappings,
    records.map((record) => ({ records: record })),
  );
  expect(plans.map(({ changes }) => changes.map(({ field }) => field))).toEqual([['Other'], []]);
  expect(plans.map(({ failures }) => failures.map(({ field }) => field))).toEqual([['Team'], ['Team']]);
});

test('a re-imported certificate gets its values on every record in Keyfactor', () => {
  const { mappings } = planOf({ customFields: [customField('Team')] });
  const records = [
    recordsOf({ custom: { Team: 'A' } }),
    recordsOf({ custom: { Team: 'A' }, keyfactor: { Team: 'A' } }),
  ];
  const plans = planGroup(
    mappings,
    records.map((record) => ({ records: record })),
  );
  expect(plans.map(({ changes }) => changes.length)).toEqual([1, 0]);
});
