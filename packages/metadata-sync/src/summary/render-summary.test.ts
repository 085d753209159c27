import { expect, test } from 'vitest';
import { renderSummary } from './render-summary.ts';
import type { Conflict, RunSummary } from './run-summary.ts';

const summary: RunSummary = {
  runId: '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
  command: 'both',
  mode: 'both',
  dryRun: false,
  startedAt: '2026-03-01T02:00:00.000Z',
  finishedAt: '2026-03-01T02:01:00.000Z',
  fields: { created: 0, updated: 0, different: [], leftOut: [] },
  certificates: {
    inScope: 3,
    updated: 1,
    unchanged: 1,
    partial: [],
    conflicts: [],
    failed: [],
    unmatched: [],
    reasons: [],
    withoutCustomFields: 0,
    skipped: 0,
    notProcessed: 0,
  },
  changes: [{ side: 'keyfactor', field: 'Owner', set: 1, overwritten: 2, cleared: 3 }],
  deadRuns: [],
  detailsFor: [],
  reportDiffers: [],
  returning: [],
  calls: { sectigo: 1, keyfactor: 1 },
  warnings: [],
  problems: [],
  exitCode: 0,
};

const conflict = (id: number, parts: Partial<Conflict> = {}): Conflict => ({
  serialNumber: `0${id}`,
  sectigoId: id,
  keyfactorId: id,
  commonName: null,
  field: 'Owner',
  sectigo: 'Ann',
  keyfactor: 'Bob',
  agreed: null,
  ...parts,
});

function withConflicts(conflicts: Conflict[]): string {
  return renderSummary({ ...summary, certificates: { ...summary.certificates, conflicts }, exitCode: 3 });
}

test('a sync in both directions is called as its action is', () => {
  expect(renderSummary(summary)).toMatch(/^sync: done\n/);
  expect(renderSummary({ ...summary, command: 'apply' })).toMatch(/^apply: done\n/);
});

test('a conflict shows both values and the one last agreed, and counts its certificate once', () => {
  const text = withConflicts([
    conflict(1, { agreed: 'Eve' }),
    conflict(1, { field: 'Team', keyfactor: null, agreed: '' }),
    conflict(2, { sectigo: '***', keyfactor: '***' }),
  ]);
  expect(text).toMatch(/partly processed +2\n {4}fields in conflict +3\n/);
  expect(text).toContain(
    '  01 (Sectigo 1, Keyfactor 1) Owner: "Ann" in Sectigo, "Bob" in Keyfactor, last agreed "Eve"\n' +
      '  01 (Sectigo 1, Keyfactor 1) Team: "Ann" in Sectigo, (empty) in Keyfactor, last agreed (empty)\n' +
      '  02 (Sectigo 2, Keyfactor 2) Owner: *** in Sectigo, *** in Keyfactor, no value agreed before',
  );
});

test.each([
  [20, false],
  [21, true],
])('of %i conflicts all up to twenty are shown', (length, cut) => {
  const text = withConflicts(Array.from({ length }, (_, index) => conflict(index)));
  expect(text.includes('… and 1 more')).toBe(cut);
});

test('fields that cost a call for every certificate are named beside the calls', () => {
  expect(renderSummary(summary)).not.toContain('one a certificate');
  const text = renderSummary({ ...summary, detailsFor: ['validationType', 'certificateDetails.md5Hash'] });
  expect(text).toMatch(
    /calls +1 to SCM, 1 to Command\n +one a certificate for +validationType, certificateDetails\.md5Hash, which SCM's report lacks/,
  );
});

test('a run that was killed is reported before the counts, with what it had done', () => {
  const runId = '9c4e28ba-2fa1-41d2-883f-0016d3cca427';
  const text = renderSummary({
    ...summary,
    deadRuns: [
      { runId, command: 'sctokf', startedAt: '2026-02-28T02:00:00Z', written: 1, unknown: 2, notWritten: 0 },
    ],
  });
  expect(text).toContain(
    `An earlier run was killed: ${runId} (sctokf), started 2026-02-28T02:00:00Z. It had written 1 value; 2 values may`,
  );
  expect(text.indexOf('killed')).toBeLessThan(text.indexOf('certificates in scope'));
});

test('a run that was stopped shows what it would have done to each field, one that went through does not', () => {
  expect(renderSummary({ ...summary, exitCode: 4 })).toMatch(/Keyfactor Owner +1 +2 +3/);
  expect(renderSummary(summary)).not.toContain('Keyfactor Owner');
  expect(renderSummary({ ...summary, dryRun: true, exitCode: 4 })).not.toContain('Keyfactor Owner');
});

test('fields in which the report differs are named as in fields.json, with the day that it was found', () => {
  const foundAt = '2026-03-02T02:00:00.000Z';
  const reportDiffers = ['details: expires', 'customFields: Team'].map((field) => ({ field, foundAt }));
  expect(renderSummary({ ...summary, reportDiffers })).toContain(
    " expires (since 2026-03-02), customFields: Team (since 2026-03-02), in which SCM's report differs from the details",
  );
});
