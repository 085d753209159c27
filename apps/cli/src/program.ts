import { Command, CommanderError } from '@commander-js/extra-typings';
import { type CommandDefinition, defineGroup, type Invocation } from './frame/command.ts';
import { caExitCodeHelp, exitCodeHelp } from './frame/exit-code-help.ts';
import { version } from './version.ts';

/** Commands of one file, which is loaded only where one of them is asked for, or all of them are to be listed. */
interface CommandSource {
  readonly names: readonly string[];
  readonly load: () => Promise<readonly CommandDefinition[]>;
}

/** The commands, in the order in which the help lists them. */
const sources: readonly CommandSource[] = [
  {
    names: ['sctokf', 'kftosc', 'sync'],
    load: async () => (await import('./commands/sync.ts')).syncCommands,
  },
  { names: ['plan'], load: async () => [(await import('./commands/plan.ts')).planCommand] },
  { names: ['apply'], load: async () => [(await import('./commands/apply.ts')).applyCommand] },
  { names: ['revert'], load: async () => [(await import('./commands/revert.ts')).revertCommand] },
  { names: ['import'], load: async () => [(await import('./commands/import.ts')).importCommand] },
  { names: ['history'], load: async () => [(await import('./commands/history.ts')).historyCommand] },
  { names: ['show'], load: async () => [(await import('./commands/show.ts')).showCommand] },
  {
    names: ['ca'],
    load: async () => [
      defineGroup({
        name: 'ca',
        summary: 'order, renew, revoke and synchronize certificates of Sectigo, with a database of them',
        helpText: caExitCodeHelp,
        load: async () => (await import('./ca/ca-commands.ts')).caCommands,
      }),
    ],
  },
  { names: ['gateway'], load: async () => [(await import('./gateway/gateway-command.ts')).gatewayCommand] },
  { names: ['sandbox'], load: async () => [(await import('./commands/sandbox.ts')).sandboxCommand] },
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
  // What stands first is a command or an option of the program: no value that letter case matters to.
  const words = argv.map((word, index) => (index === 0 ? word.toLowerCase() : word));
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
  for (const command of await loadCommands(words[0])) {
    command.addTo(program, async (invocation) => {
      exitCode = await host.invoke(invocation);
    });
  }
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
}

/** Loads the command that a word names; all of them where it names none, for the help and to suggest the nearest. */
export async function loadCommands(word?: string): Promise<readonly CommandDefinition[]> {
  if (word === '--version') return [];
  const named = sources.filter(({ names }) => names.some((name) => name === word));
  const loaded = await Promise.all((named.length > 0 ? named : sources).map(({ load }) => load()));
  return loaded.flat();
}
