import type { ExitCode } from '@certbridge/metadata-sync';
import { Command, type CommandUnknownOpts, type OptionValues } from '@commander-js/extra-typings';
import type { CliIo } from '../cli-io.ts';
import { type ActionRun, runAction } from './run-action.ts';

/** An action that the command line names, with what it was given. */
export interface Invocation {
  readonly options: OptionValues;
  readonly args: readonly unknown[];
  readonly run: (io: CliIo) => Promise<ExitCode>;
}

/** Receives the action that the command line names. */
export type Invoke = (invocation: Invocation) => Promise<void>;

/** An action, or a group of actions, that can be added to a program. */
export interface ActionDefinition {
  readonly addTo: (parent: CommandUnknownOpts, invoke: Invoke) => void;
}

/** The options of the actions that a function builds. */
export type OptionsOf<B extends (...args: never[]) => { readonly opts: () => OptionValues }> = ReturnType<
  ReturnType<B>['opts']
>;

/**
 * Defines an action: `build` gives it its name, arguments and options, and `run` its work and what differs around it.
 *
 * Where the work can't be done, it throws a `ProgramError`. Those of `nested` go behind its name.
 *
 * @example
 * export const historyAction = defineAction(
 *   () => stateAction('history', 'list the runs').option('--limit <n>', 'only the latest so many', wholeNumber(1, 100)),
 *   (io, { limit, ...options }) => viewOfState(io, options, async ({ store }) => …),
 * );
 */
export function defineAction<A extends readonly unknown[], O extends OptionValues>(
  build: () => Command<[...A], O>,
  run: (io: CliIo, options: O, ...args: A) => ActionRun | Promise<ActionRun>,
  nested: readonly ActionDefinition[] = [],
): ActionDefinition {
  return {
    addTo: (parent, invoke) => {
      // Built each time: commander keeps the values of options in its command.
      const command = build().copyInheritedSettings(parent);
      command.action(() => {
        const options = command.opts();
        const args = command.processedArgs;
        return invoke({ options, args, run: async (io) => runAction(io, await run(io, options, ...args)) });
      });
      for (const action of nested) action.addTo(command, invoke);
      parent.addCommand(command);
    },
  };
}

/** What a group of actions is called. */
export interface GroupDefinition {
  readonly name: string;
  readonly summary: string;
  /** Follows the help of the group. */
  readonly helpText: string;
  /** Loads the actions, once one of them is asked for. */
  readonly load: () => Promise<readonly ActionDefinition[]>;
}

/** Defines a group of actions, whose code is loaded only where one of them is asked for. */
export function defineGroup({ name, summary, helpText, load }: GroupDefinition): ActionDefinition {
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
        for (const action of await load()) action.addTo(group, invoke);
      });
    },
  };
}
