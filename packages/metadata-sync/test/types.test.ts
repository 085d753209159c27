import type * as v from 'valibot';
import { expect, expectTypeOf, test } from 'vitest';
import {
  type AnySummary,
  applyPlan,
  type ConfigOverrides,
  type FieldPlace,
  type FieldTotals,
  type ImportResult,
  type ImportSummary,
  ImportSummarySchema,
  importMissing,
  openStateStore,
  type PlanDocumentValue,
  type PlannedValue,
  type RecordedChange,
  type RunOptions,
  type RunRecord,
  type RunSummary,
  RunSummarySchema,
  readPlanLines,
  readSettings,
  renderPlan,
  revertRun,
  runMetadataSync,
  type StateStore,
  type SyncPlan,
  type SyncResult,
  type ValueChange,
} from '../src/index.ts';

/** Compiled, never run. */
export async function misspelt(options: RunOptions, plan: SyncPlan, run: RunRecord, store: StateStore) {
  // @ts-expect-error it is both
  runMetadataSync({ ...options, mode: 'bothe' });
  // @ts-expect-error it is dryRun
  runMetadataSync({ ...options, mode: 'both', dryrun: true });
  // @ts-expect-error it is sectigo
  runMetadataSync({ ...options, mode: 'both', concurrency: { scm: 4, keyfactor: 4 } });
  // @ts-expect-error a plan has its mode itself
  applyPlan({ ...options, plan, mode: 'both' });
  // @ts-expect-error without its store nothing is known of a run
  revertRun({ ...options, run, store: undefined });
  // @ts-expect-error it is apply
  importMissing({ ...options, aply: true });
  // @ts-expect-error it is file
  openStateStore({ path: 'state.db' });
  // @ts-expect-error it is fields
  readSettings({ config: { file: 'config.json', value: {} }, field: { file: 'fields.json', value: {} } });
  // @ts-expect-error it is sslTypeIds
  const overrides: ConfigOverrides = { sslTypeId: [7] };

  const { summary, stop }: SyncResult = await runMetadataSync({ ...options, mode: 'both' });
  // @ts-expect-error it is certificates
  summary.certificate;
  // @ts-expect-error it is notProcessed
  summary.certificates.notprocessed;
  // @ts-expect-error a nested object is closed, too
  summary.certificates.failed[0]?.serial;
  // @ts-expect-error a summary is not changed
  summary.exitCode = 0;
  // @ts-expect-error nor are its lists
  summary.warnings.push('');
  // @ts-expect-error there is no such exit code
  if (summary.exitCode === 6) return;
  // @ts-expect-error it is keyfactor
  if (summary.changes[0]?.side === 'command') return;
  // @ts-expect-error it is limit-exceeded
  if (stop?.kind === 'limits-exceeded') return;
  // @ts-expect-error it is planId
  plan.header.id;
  for await (const certificate of plan.certificates()) {
    // @ts-expect-error it is changes
    certificate.values;
  }
  for (const recorded of await store.listRuns()) {
    // @ts-expect-error it is end.finishedAt
    recorded.finishedAt;
    // @ts-expect-error it is not-written
    recorded.values.notWritten;
  }
  const { summary: imported }: ImportResult = await importMissing({ ...options, apply: false } as never);
  // @ts-expect-error it is missing
  imported.certificates.lacking;
  const reading = readSettings({} as never);
  // @ts-expect-error it is baseUrl
  if (reading.ok) reading.settings.sectigo.url;
  return overrides;
}

type Openness<T> = string extends keyof T ? 'open' : 'closed';

test('summaries, plans and records have no key beyond the documented ones', () => {
  expect(misspelt).toBeTypeOf('function');
  expectTypeOf<Openness<RunSummary>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<RunSummary['certificates']['conflicts'][number]>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<NonNullable<RunSummary['plan']>['certificates'][number]>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<ImportSummary['certificates']>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<SyncPlan['header']>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<RunRecord>>().toEqualTypeOf<'closed'>();
});

test('the schemas decode the summaries by their names', () => {
  expectTypeOf<v.InferOutput<typeof RunSummarySchema>>().toEqualTypeOf<RunSummary>();
  expectTypeOf<v.InferOutput<typeof ImportSummarySchema>>().toEqualTypeOf<ImportSummary>();
  expect(Object.keys(RunSummarySchema.entries)).toContain('runId' satisfies keyof RunSummary);
  expect(Object.keys(ImportSummarySchema.entries)).toContain('apply' satisfies keyof ImportSummary);
});

test('what may be very long is an AsyncIterable, and what is whole an array', () => {
  expectTypeOf<SyncPlan['certificates']>().returns.toExtend<AsyncIterable<unknown>>();
  expectTypeOf<StateStore['certificatesOf']>().returns.toExtend<AsyncIterable<unknown>>();
  expectTypeOf(renderPlan).returns.toExtend<AsyncIterable<string>>();
  expectTypeOf(readPlanLines).returns.resolves.toEqualTypeOf<SyncPlan>();
  expectTypeOf<StateStore['listRuns']>().returns.resolves.toEqualTypeOf<readonly RunRecord[]>();
});

test('summaries have what every summary has, and values what every change has', () => {
  expectTypeOf<RunSummary>().toExtend<AnySummary>();
  expectTypeOf<ImportSummary>().toExtend<AnySummary>();
  expectTypeOf<PlannedValue | RecordedChange>().toExtend<ValueChange>();
  expectTypeOf<PlanDocumentValue>().toEqualTypeOf<ValueChange>();
  expectTypeOf<FieldTotals | ValueChange>().toExtend<FieldPlace>();
});
