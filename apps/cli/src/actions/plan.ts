import { type RunSummary, runMetadataSync, type SyncPlan, syncModes } from '@certbridge/metadata-sync';
import { endSentence } from '@certbridge/plain-text';
import { defineAction } from '../frame/action.ts';
import { oneOf } from '../option-values.ts';
import { forceOption, outOption, updateFieldsOption } from '../shared-options.ts';
import { engineAction, engineRun } from './engine-run.ts';
import { openPlanOutput, type PlanOutput } from './plan-output.ts';
import { runSummaryForm } from './run-summary-form.ts';
import { withSession } from './session.ts';

/** Prints what a sync would write, and keeps it in a file for `apply`. */
export const planAction = defineAction(
  () =>
    engineAction('plan', 'print what a sync would write, to look at and apply later')
      .argument('<mode>', 'sctokf, kftosc or both', oneOf(syncModes))
      .addOption(outOption('write the plan to a file for certbridge apply'))
      .option('--detailed-exitcode', 'end with exit code 5 where there is something to apply')
      .addOption(updateFieldsOption())
      .addOption(forceOption()),
  (io, { updateFields = false, force = false, out, detailedExitcode = false, ...options }, mode) =>
    engineRun(
      io,
      { ...options, kind: mode, mode, dryRun: true, keepsPlan: out !== undefined },
      {
        form: runSummaryForm,
        work: async (run) => {
          const output = await openPlanOutput(run, out);
          let hasChanges = false;
          const planned = await withSession(run, (engine) => {
            const onPlan = async (plan: SyncPlan) => {
              hasChanges = isSomethingToDo(plan);
              await output?.write(plan, engine.hashSensitive);
              await run.printer.showPlan(plan);
            };
            return runMetadataSync({ ...engine, mode, dryRun: true, updateFields, force, onPlan });
          });
          const summary = withPlanFile(planned, output);
          const isToApply = detailedExitcode && hasChanges && summary.exitCode === 0;
          return isToApply ? { ...summary, exitCode: 5 } : summary;
        },
      },
    ),
);

function isSomethingToDo({ header }: SyncPlan): boolean {
  return header.certificates + header.createFields.length + header.updateFields.length > 0;
}

/** A plan that could not be written is a failure, whatever else the run did. */
function withPlanFile(summary: RunSummary, output: PlanOutput | undefined): RunSummary {
  const failure = output?.failure;
  if (failure === undefined) return summary;
  const { file, message, remedy } = failure;
  const problem = { file, path: null, message: endSentence(message), remedy };
  return { ...summary, exitCode: 1, problems: [...summary.problems, problem] };
}
