import { revertRun } from '@certbridge/metadata-sync';
import type { CliIo } from '../cli-io.ts';
import { type CommandRun, type RunOptions, runCommand } from './command-run.ts';
import { describeNoRuns, findRun } from './find-run.ts';
import { runSummaryForm } from './run-summary-form.ts';
import { withSession } from './session.ts';

/** The run to revert, as the command line names it. */
export interface RevertCommand extends RunOptions {
  readonly run: string;
  readonly dryRun: boolean;
}

/** Writes back what a run replaced, where its values still stand; returns the exit code. */
export function runRevert({ run: name, ...command }: RevertCommand, io: CliIo): Promise<number> {
  const work = (run: CommandRun) =>
    withSession(run, async ({ engine: { store, ...engine } }) => {
      if (store === undefined) throw describeNoRuns();
      const { dryRun } = command;
      const options = { ...engine, store, dryRun, run: await findRun(store, name) };
      const onPlan = run.printer.showPlan.bind(run.printer);
      const { summary } = await revertRun(dryRun ? { ...options, onPlan } : options);
      return { ran: true, summary };
    });
  return runCommand({ ...command, command: 'revert', mode: 'both' }, { io, work, form: runSummaryForm });
}
