import path from 'node:path';
import { LocalFileError, openLocalFile } from '@certbridge/local-file';
import { applyPlan, PlanFileError, readPlanLines, type SyncPlan } from '@certbridge/metadata-sync';
import type { CliIo } from '../cli-io.ts';
import { ConfigurationError } from '../configuration-error.ts';
import { errorCode } from '../files/text-file.ts';
import { type CommandRun, type RunOptions, runCommand } from './command-run.ts';
import { keepBannedCharacters } from './keep-banned-characters.ts';
import { runSummaryForm } from './run-summary-form.ts';
import { withSession } from './session.ts';

/** The plan to apply, as the command line names it. */
export interface ApplyCommand extends RunOptions {
  readonly file: string;
  /** Pass the safety limits. */
  readonly force: boolean;
}

/** Does what a reviewed plan says and nothing else; returns the exit code. */
export function runApply(command: ApplyCommand, io: CliIo): Promise<number> {
  const work = async (run: CommandRun) => {
    const plan = await readPlanFile(path.resolve(io.cwd, command.file));
    const { mode } = plan.header;
    return withSession({ ...run, mode }, async ({ engine, bannedCharactersFile: file }) => {
      const result = await applyPlan({ ...engine, force: command.force, plan });
      return keepBannedCharacters(result, { dryRun: false, file });
    });
  };
  return runCommand(
    { ...command, command: 'apply', mode: 'both', dryRun: false },
    { io, work, form: runSummaryForm },
  );
}

/** A plan is never held in memory, so it may be larger than any that has been seen. */
const MAX_PLAN_BYTES = 16 * 1024 ** 3;

async function* readChunks(file: string): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await openLocalFile(file, { maxBytes: MAX_PLAN_BYTES });
  yield* handle.createReadStream();
}

async function readPlanFile(file: string): Promise<SyncPlan> {
  try {
    return await readPlanLines(() => readChunks(file));
  } catch (error) {
    if (error instanceof PlanFileError) {
      const { message, remedy } = error;
      throw new ConfigurationError([{ file, message, remedy }]);
    }
    if (error instanceof LocalFileError) {
      const remedy = 'Name the file that certbridge plan wrote with --out.';
      throw new ConfigurationError([{ file, message: error.message, remedy }]);
    }
    const code = errorCode(error);
    if (code === 'unknown error') throw error;
    const message = code === 'ENOENT' ? 'there is no such plan' : `the plan can't be read (${code})`;
    throw new ConfigurationError([
      { file, message, remedy: 'Name the file that certbridge plan wrote with --out.' },
    ]);
  }
}
