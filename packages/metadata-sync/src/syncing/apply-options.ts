import { checkArgument, required, type Shape } from '@certbridge/rest-client';
import { checkPlan } from '../arguments/check-plan.ts';
import { checkRun, runShape } from '../arguments/check-run.ts';
import { placeOf } from '../arguments/place-of.ts';
import type { SyncPlan } from '../planning/sync-plan.ts';
import type { RunOptions } from '../run/run-context.ts';

/** Options of applying a plan. */
export interface ApplyOptions extends RunOptions {
  /** From `onPlan` of a dry run, or from `readPlanLines`. */
  readonly plan: SyncPlan;
  /** Bring existing metadata fields to what the configuration says; by default as the plan does. */
  readonly updateFields?: boolean | undefined;
  /** Go on where a safety limit would stop the run. */
  readonly force?: boolean | undefined;
}

const applyOptions = required('option', {
  ...runShape,
  plan: 'implemented',
  updateFields: 'flag?',
  force: 'flag?',
} satisfies Shape<ApplyOptions>);

/** Throws an `ApiError` 'invalid-argument' that names the option which is missing, unknown or of another kind. */
export function checkApplyOptions(options: ApplyOptions): void {
  const of = 'applyPlan';
  checkArgument(options, applyOptions, placeOf(of));
  checkRun(options, of);
  checkPlan(options.plan, `The option plan of ${of}`);
}
