import { mustBeOneOf } from '@certbridge/plain-text';
import { checkArgument, required, type Shape } from '@certbridge/rest-client';
import { checkRun, runShape } from '../arguments/check-run.ts';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import { placeOf } from '../arguments/place-of.ts';
import type { SyncPlan } from '../planning/sync-plan.ts';
import type { RunOptions } from '../run/run-context.ts';
import { type SyncMode, syncModes } from '../sync-mode.ts';

/** Options of a sync. */
export interface SyncOptions extends RunOptions {
  readonly mode: SyncMode;
  /** Work out the differences and write nothing, not into the store either. */
  readonly dryRun?: boolean | undefined;
  /** Bring existing metadata fields to what the configuration says. Without it differences are reported only. */
  readonly updateFields?: boolean | undefined;
  /** Go on where a safety limit would stop the run. */
  readonly force?: boolean | undefined;
  /** Called once all is planned, before anything is written; also where a limit stops the run afterwards. */
  readonly onPlan?: ((plan: SyncPlan) => Promise<void>) | undefined;
}

const syncOptions = required('option', {
  ...runShape,
  mode: 'text',
  dryRun: 'flag?',
  updateFields: 'flag?',
  force: 'flag?',
  onPlan: 'function?',
} satisfies Shape<SyncOptions>);

/** Throws an `ApiError` 'invalid-argument' that names the option which is missing, unknown or of another kind. */
export function checkSyncOptions(options: SyncOptions): void {
  const of = 'runMetadataSync';
  checkArgument(options, syncOptions, placeOf(of));
  checkRun(options, of);
  if (syncModes.includes(options.mode)) return;
  throw invalidArgument(`The option mode of ${of} ${mustBeOneOf(options.mode, syncModes)}`);
}
