import { Command, CommanderError } from 'commander';
import { addCaCommands } from './ca/add-ca-commands.ts';
import type { CaCommand } from './ca/ca-command.ts';
import type { ApplyCommand } from './commands/apply.ts';
import type { HistoryCommand } from './commands/history.ts';
import type { ImportCommand } from './commands/import-missing.ts';
import type { RevertCommand } from './commands/revert.ts';
import type { SandboxCommand } from './commands/sandbox.ts';
import type { ShowCommand } from './commands/show.ts';
import type { SyncCommand } from './commands/sync.ts';
import { addHistoryCommands } from './program/history-commands.ts';
import { addSandboxCommand } from './program/sandbox-command.ts';
import { addSyncCommands } from './program/sync-commands.ts';
import { version } from './version.ts';

/** What the commands do; each returns the exit code. */
export interface ProgramActions {
  readonly sync: (command: SyncCommand) => Promise<number>;
  readonly apply: (command: ApplyCommand) => Promise<number>;
  readonly revert: (command: RevertCommand) => Promise<number>;
  readonly importMissing: (command: ImportCommand) => Promise<number>;
  readonly history: (command: HistoryCommand) => Promise<number>;
  readonly show: (command: ShowCommand) => Promise<number>;
  readonly ca: (command: CaCommand) => Promise<number>;
  readonly sandbox: (command: SandboxCommand) => Promise<number>;
}

/** Where help and usage errors go. */
export interface ProgramOutput {
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
}

const usageErrorCode = 2;

const exitCodes = `
Exit codes:
  0    everything in scope was done, or nothing needed doing
  1    failed: a system could not be reached or read; nothing further was written
  2    usage or configuration error; nothing was called
  3    finished, but at least one certificate failed, was partly processed or is in conflict
  4    stopped for you: a safety limit, a plan that no longer fits, replacements missing in
       bannedcharacters.json, metadata fields missing before kftosc, or another run under way
  5    with plan --detailed-exitcode: there are changes to apply
  130  interrupted

Those of the ca commands are listed by certbridge ca --help.`;

/**
 * Parses a command line, without program name, and runs the command it names.
 *
 * Returns the exit code. Help goes to standard output, a usage error with the usage to standard error.
 */
export async function runProgram(
  argv: readonly string[],
  { actions, output }: { actions: ProgramActions; output: ProgramOutput },
): Promise<number> {
  let exitCode = 0;
  const program = new Command('certbridge')
    .description('Keeps certificate metadata of Sectigo Certificate Manager and Keyfactor Command in step.')
    .usage('<command> [options]')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput(output)
    .showHelpAfterError()
    .addHelpText('after', exitCodes);
  const returning =
    <C>(action: (command: C) => Promise<number>) =>
    async (command: C) => {
      exitCode = await action(command);
    };
  addSyncCommands(program, {
    sync: returning(actions.sync),
    apply: returning(actions.apply),
    revert: returning(actions.revert),
    importMissing: returning(actions.importMissing),
  });
  addHistoryCommands(program, { history: returning(actions.history), show: returning(actions.show) });
  addCaCommands(program, returning(actions.ca));
  addSandboxCommand(program, returning(actions.sandbox));
  try {
    // What stands first is a command or an option of the program: no value that letter case matters to.
    const [first, ...rest] = argv;
    await program.parseAsync(first === undefined ? [] : [first.toLowerCase(), ...rest], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : usageErrorCode;
  }
}
