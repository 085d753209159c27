import type { RunStop } from '../fields/field-plan.ts';
import { checkOverwrites, checkShrinkage } from '../planning/check-limits.ts';
import { checkProfileIds } from '../reading/check-profile-ids.ts';
import { checkAddedSince, checkScope } from '../reading/check-scope.ts';
import { planFields, readFieldDefinitions } from '../reading/read-field-plan.ts';
import { readInventory } from '../reading/read-inventory.ts';
import { beginRun } from '../run/run.ts';
import type { SyncContext } from '../run/run-context.ts';
import { writePlanned } from '../writing/write-planned.ts';
import { findReturning } from './find-returning.ts';
import { planCertificates } from './plan-certificates.ts';
import { checkSyncOptions, type SyncOptions } from './sync-options.ts';
import { createSyncContext, describePlan, endSync, recordUnwritten, type SyncResult } from './sync-run.ts';

/**
 * Syncs certificate metadata: reads both systems, plans, checks the plan against the safety limits, and writes what differs.
 *
 * Nothing is written before both inventories were read whole. Never throws for what a system, a certificate or the store
 * does wrong: the result's exit code and lists tell. Throws an `ApiError` 'invalid-argument' for options that can't be
 * used, before anything is sent.
 *
 * @example
 * const runId = crypto.randomUUID();
 * const { summary } = await runMetadataSync({ mode: 'sctokf', settings, sectigo, keyfactor, store, runId });
 * process.exitCode = summary.exitCode;
 */
export async function runMetadataSync(options: SyncOptions): Promise<SyncResult> {
  checkSyncOptions(options);
  const { mode, dryRun = false } = options;
  const context = createSyncContext(options, { kind: mode, mode, dryRun, of: null });
  return endSync(context, sync(options, context));
}

async function sync(options: SyncOptions, context: SyncContext): Promise<RunStop | undefined> {
  const { updateFields, force = false } = options;
  const { settings, dryRun, signal, recorder, tally, totals, work, logger } = context;
  await beginRun(context);

  const ahead = checkAddedSince(settings, new Date());
  if (ahead !== undefined) return ahead;
  const [profiles, definitions] = await Promise.all([
    checkProfileIds(context),
    readFieldDefinitions(context),
  ]);
  if (profiles.stop !== undefined) return profiles.stop;
  const fields = planFields(definitions, context, { updateFields });
  if ('stop' in fields) return fields.stop;
  const { mappings } = fields.plan;

  await readInventory(context, { mappings, sslTypeIds: profiles.sslTypeIds });
  const { counts } = work;
  for (const reference of work.unmatched()) tally.recordUnmatched(reference);
  logger.info('Certificates matched: {matched}, unmatched: {unmatched}.', {
    matched: counts.matched,
    unmatched: tally.unmatchedCount,
  });
  const empty = await checkScope(counts, profiles, context);
  if (empty !== undefined && !force) return empty;
  const shrunk = checkShrinkage({ before: await recorder.lastInventory(), now: counts }, settings.limits);
  if (shrunk !== undefined && !force) return shrunk;
  await recorder.recordInventory(counts);

  await planCertificates(mappings, context);
  if (signal.aborted) {
    recordUnwritten(context);
    return undefined;
  }
  await findReturning(context);
  const plan = describePlan(fields.plan, context);
  await options.onPlan?.(plan);
  const exceeded = force ? undefined : checkOverwrites(plan.header, settings.limits);
  if (dryRun || exceeded !== undefined) {
    recordUnwritten(context);
    return exceeded;
  }

  await writePlanned(fields.plan, { rows: work.planned(), total: totals.planned }, context);
  return undefined;
}
