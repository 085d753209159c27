import type { ExitCode } from '@certbridge/metadata-sync';
import { Command, type CommandUnknownOpts, type OptionValues } from '@commander-js/extra-typings';
import type { CliIo } from '../cli-io.ts';
import { type CommandRun, runCommand } from './run-command.ts';

/** A command that the command line names, with what it was given. */
export interface Invocation {
  readonly options: OptionValues;
  readonly args: readonly unknown[];
  readonly run: (io: CliIo) => Promise<ExitCode>;
}

/** Receives the command that the command line names. */
export type Invoke = (invocation: Invocation) => Promise<void>;

/** A command, or a group of commands, that can be added to a program. */
export interface CommandDefinition {
  readonly addTo: (parent: CommandUnknownOpts, invoke: Invoke) => void;
}

/** The options of the commands that a function builds. */
export type OptionsOf<B extends (...args: never[]) => { readonly opts: () => OptionValues }> = ReturnType<
  ReturnType<B>['opts']
>;

/**
 * Defines a command: `build` gives it its name, arguments and options, and `run` its work and what differs around it.
 *
 * Where the work can't be done, it throws a `ProgramError`. `subcommands` go behind its name.
 *
 * @example
 * export const historyCommand = defineCommand(
 *   () => stateCommand('history', 'list the runs').option('--limit <n>', 'only the latest so many', wholeNumber(1, 100)),
 *   (io, { limit, ...options }) => viewOfState(io, options, async ({ store }) => …),
 * );
 */
export function defineCommand<A extends readonly unknown[], O extends OptionValues>(
  build: () => Command<[...A], O>,
  run: (io: CliIo, options: O, ...args: A) => CommandRun | Promise<CommandRun>,
  subcommands: readonly CommandDefinition[] = [],
): CommandDefinition {
  return {
    addTo: (parent, invoke) => {
      // Built anew each time: commander keeps the values of options in the command.
      const command = build().copyInheritedSettings(parent);
      command.action(() => {
        const options = command.opts();
        const args = command.processedArgs;
        return invoke({ options, args, run: async (io) => runCommand(io, await run(io, options, ...args)) });
      });
      for (const subcommand of subcommands) subcommand.addTo(command, invoke);
      parent.addCommand(command);
    },
  };
}

/** What a group of commands is called. */
export interface GroupDefinition {
  readonly name: string;
  readonly summary: string;
  /** Follows the help of the group. */
  readonly helpText: string;
  /** Loads the commands, once one of them is asked for. */
  readonly load: () => Promise<readonly CommandDefinition[]>;
}

/** Defines a group of commands, whose code is loaded only where one of them is asked for. */
export function defineGroup({ name, summary, helpText, load }: GroupDefinition): CommandDefinition {
  return {
    addTo: (parent, invoke) => {
      const group = new Command(name)
        .description(summary)
        .helpCommand(false)
        .addHelpText('after', helpText)
        .copyInheritedSettings(parent);
      parent.addCommand(group);
      parent.hook('preSubcommand', async (_parent, chosen) => {
        if (chosen.name() !== name) return;
        for (const command of await load()) command.addTo(group, invoke);
      });
    },
  };
}
