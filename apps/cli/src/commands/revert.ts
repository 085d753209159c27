import { revertRun } from '@certbridge/metadata-sync';
import { defineCommand } from '../frame/command.ts';
import { engineCommand, runEngine } from './engine-run.ts';
import { describeNoRuns, findRun } from './find-run.ts';
import { runSummaryForm } from './run-summary-form.ts';
import { withSession } from './session.ts';

/** Writes back what a run replaced, where its values still stand. */
export const revertCommand = defineCommand(
  () =>
    engineCommand('revert', 'write back what a run replaced, where it still stands')
      .argument('<run>', 'id of the run, its beginning, or last')
      .option('--dry-run', 'print what would be written back, and write nothing'),
  (io, { dryRun = false, ...options }, name) =>
    runEngine(
      io,
      { ...options, command: 'revert', mode: 'both', dryRun },
      {
        form: runSummaryForm,
        work: (run) =>
          withSession(run, async ({ store, ...engine }) => {
            if (store === undefined) throw describeNoRuns();
            const revert = { ...engine, store, dryRun, run: await findRun(store, name) };
            return revertRun(dryRun ? { ...revert, onPlan: run.printer.showPlan } : revert);
          }),
      },
    ),
);
