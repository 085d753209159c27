import { checkArgument, required, type Shape } from '@certbridge/rest-client';
import { checkRun, runShape } from '../arguments/check-run.ts';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import { placeOf } from '../arguments/place-of.ts';
import type { SyncPlan } from '../planning/sync-plan.ts';
import type { RunOptions } from '../run/run-context.ts';
import type { RunRecord, StateStore } from '../state/state-store.ts';

/** Options of undoing a run. */
export interface RevertOptions extends RunOptions {
  /** The store that the run is recorded in. */
  readonly store: StateStore;
  /** The run to undo. */
  readonly run: RunRecord;
  /** Work out what would be written back and write nothing, not into the store either. */
  readonly dryRun?: boolean | undefined;
  /** Called once all is planned, before anything is written. */
  readonly onPlan?: ((plan: SyncPlan) => Promise<void>) | undefined;
}

const revertOptions = required('option', {
  ...runShape,
  store: 'implemented',
  run: 'object',
  dryRun: 'flag?',
  onPlan: 'function?',
} satisfies Shape<RevertOptions>);

/** Throws an `ApiError` 'invalid-argument' that names the option which is missing, unknown or of another kind. */
export function checkRevertOptions(options: RevertOptions): void {
  const of = 'revertRun';
  checkArgument(options, revertOptions, placeOf(of));
  checkRun(options, of);
  if (typeof options.run.runId === 'string') return;
  throw invalidArgument(`The option run of ${of} must be a recorded run, as the store's findRuns gives it.`);
}
