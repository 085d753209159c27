import { type Command, Option } from 'commander';
import type { HistoryCommand } from '../commands/history.ts';
import type { ShowCommand } from '../commands/show.ts';
import { serialNumber, wholeNumber } from '../option-values.ts';
import { addPlaceOptions } from './place-options.ts';

/** What the commands that only look at the state do. */
export interface HistoryActions {
  readonly history: (command: HistoryCommand) => Promise<void>;
  readonly show: (command: ShowCommand) => Promise<void>;
}

/** Adds the commands that only look at the state: they need no login and no network. */
export function addHistoryCommands(program: Command, { history, show }: HistoryActions): void {
  addPlaceOptions(program.command('history').description('list the runs, the latest first'))
    .option('--limit <n>', 'only the latest so many', wholeNumber(1, 1_000_000))
    .option('--json', 'print one JSON document')
    .action(({ json = false, ...options }: HistoryOptions) => history({ ...options, json }));
  addPlaceOptions(program.command('show').description('print what a run wrote, value by value'))
    .argument('<run>', 'id of the run, its beginning, or last')
    .option('--certificate <serial>', 'only the certificate of this serial number', serialNumber)
    .addOption(new Option('--json', 'print one JSON document').conflicts('csv'))
    .option('--csv', 'print a table for other programs, a line a value')
    .action((run: string, options: ShowOptions) => {
      const { configDir, state, certificate, json = false, csv = false } = options;
      const format = json ? 'json' : csv ? 'csv' : 'text';
      return show({ configDir, state, run, certificate, format });
    });
}

interface HistoryOptions {
  configDir: string;
  state?: string;
  limit?: number;
  json?: boolean;
}

interface ShowOptions {
  configDir: string;
  state?: string;
  certificate?: string;
  json?: true;
  csv?: true;
}
