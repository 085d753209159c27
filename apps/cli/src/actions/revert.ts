import { type RunRecord, revertRun, type StateStore } from '@certbridge/metadata-sync';
import { badInput } from '../configuration-error.ts';
import { defineAction } from '../frame/action.ts';
import { dryRunOption, runArgument } from '../shared-options.ts';
import { engineAction, engineRun } from './engine-run.ts';
import { describeNoRuns, findRun } from './find-run.ts';
import { runSummaryForm } from './run-summary-form.ts';
import { withSession } from './session.ts';

/** Writes back what a run replaced, where its values still stand. */
export const revertAction = defineAction(
  () =>
    engineAction('revert', 'write back what a run replaced, where it still stands')
      .addArgument(runArgument())
      .addOption(dryRunOption('print what would be written back, and write nothing')),
  (io, { dryRun = false, ...options }, name) =>
    engineRun(
      io,
      { ...options, kind: 'revert', mode: 'both', dryRun },
      {
        form: runSummaryForm,
        work: (run) =>
          withSession(run, async ({ store, ...engine }) => {
            if (store === undefined) throw describeNoRuns();
            const revert = { ...engine, store, dryRun, run: await findRunToRevert(store, name) };
            return revertRun(dryRun ? { ...revert, onPlan: run.printer.showPlan } : revert);
          }),
      },
    ),
);

/**
 * Finds the run that a name means. Where `last` is a revert that was interrupted, stopped or killed, whoever asks for the same
 * again wants it to go on, and not to be undone itself: that is left to choose.
 */
async function findRunToRevert(store: StateStore, name: string): Promise<RunRecord> {
  const run = await findRun(store, name);
  const { runId, command, of, end } = run;
  const isComplete = end !== null && (end.exitCode === 0 || end.exitCode === 3);
  if (name.toLowerCase() !== 'last' || command !== 'revert' || of === null || isComplete) return run;
  throw badInput(
    `the last run is a revert of ${of} that did not finish`,
    `Name ${of} to go on with it, or ${runId} to take back what it wrote.`,
  );
}
