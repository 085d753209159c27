import { runMetadataSync, type SyncMode, type SyncPlan } from '@certbridge/metadata-sync';
import type { CliIo } from '../cli-io.ts';
import { type CommandRun, type RunOptions, runCommand } from './command-run.ts';
import { keepBannedCharacters } from './keep-banned-characters.ts';
import type { Outcome } from './outcome.ts';
import { openPlanOutput, type PlanOutput } from './plan-output.ts';
import { runSummaryForm } from './run-summary-form.ts';
import { withSession } from './session.ts';

/** A sync, or the plan of one, as the command line asks for it. */
export interface SyncCommand extends RunOptions {
  readonly mode: SyncMode;
  readonly dryRun: boolean;
  readonly updateFields: boolean;
  /** Pass the safety limits. */
  readonly force: boolean;
  /** File to write the plan of a dry run to. */
  readonly out?: string | undefined;
  /** Make 5 the exit code of a dry run that finds something to do. */
  readonly detailedExitcode?: boolean | undefined;
}

/** Runs a sync from the configuration directory to the printed result, and returns the exit code. */
export function runSync(command: SyncCommand, io: CliIo): Promise<number> {
  const work = (run: CommandRun) => synchronize(run, command);
  const keepsPlan = command.out !== undefined;
  return runCommand({ ...command, command: command.mode, keepsPlan }, { io, work, form: runSummaryForm });
}

async function synchronize(run: CommandRun, command: SyncCommand): Promise<Outcome> {
  const { mode, dryRun, updateFields, force, detailedExitcode = false } = command;
  const output = await openPlanOutput(run, command.out);
  return withSession(run, async ({ engine, bannedCharactersFile: file }) => {
    let hasChanges = false;
    const onPlan = async (plan: SyncPlan) => {
      hasChanges = isSomethingToDo(plan);
      await output?.write(plan, engine.hashSensitive);
      await run.printer.showPlan(plan);
    };
    const options = { ...engine, mode, dryRun, updateFields, force };
    const result = await runMetadataSync(dryRun ? { ...options, onPlan } : options);
    const outcome = withPlanFile(await keepBannedCharacters(result, { dryRun, file }), output);
    const { summary } = outcome;
    if (!detailedExitcode || summary.exitCode !== 0 || !hasChanges) return outcome;
    return { ...outcome, summary: { ...summary, exitCode: 5 } };
  });
}

function isSomethingToDo({ header }: SyncPlan): boolean {
  return header.certificates + header.createFields.length + header.updateFields.length > 0;
}

/** A plan that could not be written is a failure, whatever the run came to otherwise. */
function withPlanFile(outcome: Outcome, output: PlanOutput | undefined): Outcome {
  const failure = output?.failure;
  if (failure === undefined) return outcome;
  const { file, message, remedy } = failure;
  const problems = [...outcome.summary.problems, { file, path: null, message: `${message}.`, remedy }];
  return { ...outcome, summary: { ...outcome.summary, exitCode: 1, problems } };
}
