import { Command, CommanderError } from '@commander-js/extra-typings';
import { type ActionDefinition, defineGroup, type Invocation } from './frame/action.ts';
import { caExitCodeHelp, exitCodeHelp } from './frame/exit-code-help.ts';
import { version } from './version.ts';

/** Actions of one file, which is loaded only where one of them is asked for, or all of them are to be listed. */
interface ActionSource {
  readonly names: readonly string[];
  readonly load: () => Promise<readonly ActionDefinition[]>;
}

/** The actions, in the order in which the help lists them. */
const sources: readonly ActionSource[] = [
  {
    names: ['sctokf', 'kftosc', 'sync'],
    load: async () => (await import('./actions/sync.ts')).syncActions,
  },
  { names: ['plan'], load: async () => [(await import('./actions/plan.ts')).planAction] },
  { names: ['apply'], load: async () => [(await import('./actions/apply.ts')).applyAction] },
  { names: ['revert'], load: async () => [(await import('./actions/revert.ts')).revertAction] },
  { names: ['import'], load: async () => [(await import('./actions/import.ts')).importAction] },
  { names: ['history'], load: async () => [(await import('./actions/history.ts')).historyAction] },
  { names: ['show'], load: async () => [(await import('./actions/show.ts')).showAction] },
  {
    names: ['ca'],
    load: async () => [
      defineGroup({
        name: 'ca',
        summary: 'order, renew, revoke and synchronize certificates of Sectigo, with a database of them',
        helpText: caExitCodeHelp,
        load: async () => (await import('./ca/ca-actions.ts')).caActions,
      }),
    ],
  },
  { names: ['gateway'], load: async () => [(await import('./gateway/actions/gateway.ts')).gatewayAction] },
  { names: ['sandbox'], load: async () => [(await import('./actions/sandbox.ts')).sandboxAction] },
];

/** Where help and usage errors go, and what an action is run by. */
export interface ProgramHost {
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
  /** Runs the action that the command line names, and returns the exit code. */
  readonly invoke: (invocation: Invocation) => Promise<number>;
}

/**
 * Parses a command line, without program name, and runs the action it names.
 *
 * Returns the exit code. Help goes to standard output, a usage error with the usage to standard error.
 */
export async function runProgram(argv: readonly string[], host: ProgramHost): Promise<number> {
  // What stands first is an action or an option of the program: no value that letter case matters to.
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
  for (const action of await loadActions(words[0])) {
    action.addTo(program, async (invocation) => {
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

/** Loads the action that a word names; all of them where it names none, for the help and to suggest the nearest. */
export async function loadActions(word?: string): Promise<readonly ActionDefinition[]> {
  if (word === '--version') return [];
  const named = sources.filter(({ names }) => names.some((name) => name === word));
  const loaded = await Promise.all((named.length > 0 ? named : sources).map(({ load }) => load()));
  return loaded.flat();
}
