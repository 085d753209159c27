import { Command, CommanderError } from '@commander-js/extra-typings';
import { applyCommand } from './commands/apply.ts';
import { historyCommand } from './commands/history.ts';
import { importCommand } from './commands/import.ts';
import { planCommand } from './commands/plan.ts';
import { revertCommand } from './commands/revert.ts';
import { sandboxCommand } from './commands/sandbox.ts';
import { showCommand } from './commands/show.ts';
import { syncCommands } from './commands/sync.ts';
import { type CommandDefinition, defineGroup, type Invocation } from './frame/command.ts';
import { caExitCodeHelp, exitCodeHelp } from './frame/exit-code.ts';
import { gatewayCommand } from './gateway/gateway-command.ts';
import { version } from './version.ts';

/** The commands, in the order in which the help lists them. */
const commands: readonly CommandDefinition[] = [
  ...syncCommands,
  planCommand,
  applyCommand,
  revertCommand,
  importCommand,
  historyCommand,
  showCommand,
  defineGroup({
    name: 'ca',
    summary: 'order, renew, revoke and synchronize certificates of Sectigo, with a database of them',
    helpText: caExitCodeHelp,
    load: async () => (await import('./ca/ca-commands.ts')).caCommands,
  }),
  gatewayCommand,
  sandboxCommand,
];

/** Where help and usage errors go, and what a command is run by. */
export interface ProgramHost {
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
  /** Runs the command that the command line names, and returns the exit code. */
  readonly invoke: (invocation: Invocation) => Promise<number>;
}

/**
 * Parses a command line, without program name, and runs the command it names.
 *
 * Returns the exit code. Help goes to standard output, a usage error with the usage to standard error.
 */
export async function runProgram(argv: readonly string[], host: ProgramHost): Promise<number> {
  let exitCode = 0;
  const program = new Command('certbridge')
    .description('Keeps certificate metadata of Sectigo Certificate Manager and Keyfactor Command in step.')
    .usage('<command> [options]')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: host.writeOut, writeErr: host.writeErr })
    .showHelpAfterError()
    .addHelpText('after', exitCodeHelp);
  for (const command of commands) {
    command.addTo(program, async (invocation) => {
      exitCode = await host.invoke(invocation);
    });
  }
  try {
    // What stands first is a command or an option of the program: no value that letter case matters to.
    const [first, ...rest] = argv;
    await program.parseAsync(first === undefined ? [] : [first.toLowerCase(), ...rest], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
}
