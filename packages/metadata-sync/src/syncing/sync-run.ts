import type { FieldPlan, RunStop } from '../fields/field-plan.ts';
import { planScope } from '../planning/fingerprint.ts';
import { PlanTotals } from '../planning/plan-totals.ts';
import type { SyncPlan } from '../planning/sync-plan.ts';
import { endRun } from '../run/run.ts';
import { createRunContext, type RunOptions, type RunPurpose, type SyncContext } from '../run/run-context.ts';
import type { RunSummary } from '../summary/run-summary.ts';
import { WorkArea } from '../work/work-area.ts';

/** The result of a sync, an applied plan or a revert. */
export interface SyncResult {
  readonly summary: RunSummary;
  /** Set where the run stopped for the operator before any write. */
  readonly stop?: RunStop;
}

/** Creates the context of a sync, with a work area that {@link endSync} closes. */
export function createSyncContext(options: RunOptions, purpose: RunPurpose): SyncContext {
  return { ...createRunContext(options, purpose), work: new WorkArea(), totals: new PlanTotals() };
}

/** Waits for the steps of a sync and sums up how it ended. */
export async function endSync(
  context: SyncContext,
  steps: Promise<RunStop | undefined>,
): Promise<SyncResult> {
  const { kind, mode, dryRun, tally, totals, findings, work } = context;
  const { ending, stop } = await endRun(context, steps).finally(() => work.close());
  const { runId, startedAt, finishedAt, ...rest } = ending;
  const { fieldPlan: plan, created, updated } = findings;
  const summary: RunSummary = {
    runId,
    command: kind,
    mode,
    dryRun,
    startedAt,
    finishedAt,
    fields: {
      created: dryRun ? (plan?.create.length ?? 0) : created,
      updated: dryRun ? (plan?.update.length ?? 0) : updated,
      different: [...(plan?.different ?? [])],
      leftOut: [...(plan?.leftOut ?? [])],
    },
    certificates: tally.toSummary(),
    changes: [...totals.fields],
    detailsFor: [...tally.detailsFor],
    reportDiffers: tally.reportDiffers.toSorted((a, b) => (a.field < b.field ? -1 : 1)),
    returning: tally.returning,
    ...rest,
  };
  return stop ? { summary, stop } : { summary };
}

/** Digests the systems and fields that a plan of this run is made for. */
export function scopeOf({ mappings }: FieldPlan, { mode, settings }: SyncContext): string {
  return planScope(mappings, { mode, systems: [settings.sectigo.baseUrl, settings.keyfactor.baseUrl] });
}

/** Describes what the work area holds as planned. */
export function describePlan(fieldPlan: FieldPlan, context: SyncContext): SyncPlan {
  const { runId, mode, totals, work } = context;
  return {
    header: {
      planId: runId,
      mode,
      createdAt: new Date().toISOString(),
      scope: scopeOf(fieldPlan, context),
      createFields: fieldPlan.create.map(({ Name }) => Name),
      updateFields: fieldPlan.update.map(({ Name }) => Name ?? ''),
      certificates: totals.planned,
      fields: totals.fields,
      scopeCertificates: totals.certificates,
      scopeValues: totals.values,
    },
    async *certificates() {
      for (const { certificate } of work.planned()) yield certificate;
    },
  };
}

/** Records the planned certificates of a run that does not write. */
export function recordUnwritten({ dryRun, signal, tally, work }: SyncContext): void {
  for (const { certificate, commonName, failures } of work.planned()) {
    if (!dryRun || signal.aborted) tally.record(certificate, { kind: 'notProcessed' });
    else if (failures.length > 0)
      tally.record({ ...certificate, commonName: commonName ?? null }, { kind: 'partial', failures });
    else tally.record(certificate, { kind: 'updated' });
  }
}
