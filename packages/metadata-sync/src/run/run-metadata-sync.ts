import { checkOverwrites, checkShrinkage } from '../planning/check-limits.ts';
import { checkAddedSince, checkScope } from '../scope/check-scope.ts';
import { findReturning } from './find-returning.ts';
import { planCertificates } from './plan-certificates.ts';
import { readInventory } from './read-inventory.ts';
import { Run } from './run.ts';
import type { SyncOptions, SyncResult } from './sync-options.ts';

/**
 * Syncs certificate metadata: reads both systems, plans, checks the plan against the safety limits, and writes what differs.
 *
 * Nothing is written before both inventories were read whole. Never throws for what a system, a certificate or the store
 * does wrong: the result's exit code and lists tell.
 */
export async function runMetadataSync(options: SyncOptions): Promise<SyncResult> {
  const { mode, dryRun = false, updateFields = false, force = false } = options;
  const run = new Run(options, { command: mode, mode, dryRun, updateFields, of: null });
  const { context } = run;
  const { logger, recorder, settings, signal, tally, totals, work } = context;
  return run.execute(async () => {
    run.stopFor(checkAddedSince(settings, new Date()));
    const profiles = await run.checkProfiles();
    const fieldPlan = await run.planFields();
    const { sslTypeIds } = profiles;
    await readInventory(context, { mappings: fieldPlan.mappings, sslTypeIds });
    for (const reference of work.unmatched()) tally.recordUnmatched(reference);
    const { counts } = work;
    logger.info('{matched} certificates matched, {unmatched} unmatched.', {
      matched: counts.matched,
      unmatched: tally.unmatchedCount,
    });
    const empty = await checkScope(counts, profiles, context);
    if (empty !== undefined && 'note' in empty) run.warn(empty.note);
    else if (!force) run.stopFor(empty?.stop);
    const shrunk = checkShrinkage({ before: await recorder.lastInventory(), now: counts }, settings.limits);
    if (!force) run.stopFor(shrunk);
    await recorder.recordInventory(counts);
    await planCertificates(fieldPlan.mappings, context);
    if (signal.aborted) return run.recordUnwritten();
    await findReturning(context);
    const plan = run.describePlan(fieldPlan);
    await options.onPlan?.(plan);
    const exceeded = force ? undefined : checkOverwrites(plan.header, settings.limits);
    if (dryRun || exceeded !== undefined) run.recordUnwritten();
    run.stopFor(exceeded);
    if (!dryRun) await run.write(fieldPlan, { rows: work.planned(), total: totals.planned });
  });
}
