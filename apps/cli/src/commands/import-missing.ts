import { importMissing } from '@certbridge/metadata-sync';
import type { CliIo } from '../cli-io.ts';
import { type CommandRun, type RunOptions, runCommand } from './command-run.ts';
import { importSummaryForm } from './import-summary-form.ts';
import { keepBannedCharacters } from './keep-banned-characters.ts';
import { withSession } from './session.ts';

/** An import as the command line asks for it. */
export interface ImportCommand extends RunOptions {
  /** Import what is missing; without it, it is listed. */
  readonly apply: boolean;
}

/** Lists or imports what SCM has and Command lacks, and returns the exit code. */
export function runImport({ apply, ...options }: ImportCommand, io: CliIo): Promise<number> {
  const dryRun = !apply;
  const work = (run: CommandRun) =>
    withSession(run, async ({ engine, bannedCharactersFile: file }) => {
      return keepBannedCharacters(await importMissing({ ...engine, apply }), { dryRun, file });
    });
  const purpose = { command: 'import', mode: 'sctokf', dryRun } as const;
  return runCommand({ ...options, ...purpose }, { io, work, form: importSummaryForm });
}
