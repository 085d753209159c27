import type { SyncMode } from '@certbridge/metadata-sync';
import type { Command } from 'commander';
import type { ApplyCommand } from '../commands/apply.ts';
import type { RunOptions } from '../commands/command-run.ts';
import type { ImportCommand } from '../commands/import-missing.ts';
import type { RevertCommand } from '../commands/revert.ts';
import type { SyncCommand } from '../commands/sync.ts';
import type { LogThreshold } from '../logging/log-level.ts';
import { logThreshold, planMode, wholeNumber } from '../option-values.ts';
import { addPlaceOptions } from './place-options.ts';

/** What the commands that work with both systems do. */
export interface SyncActions {
  readonly sync: (command: SyncCommand) => Promise<void>;
  readonly apply: (command: ApplyCommand) => Promise<void>;
  readonly revert: (command: RevertCommand) => Promise<void>;
  readonly importMissing: (command: ImportCommand) => Promise<void>;
}

const forceText = 'go on beyond the safety limits';
const updateText = 'bring existing metadata fields to what the configuration says';

/** Adds the commands that work with both systems. */
export function addSyncCommands(program: Command, actions: SyncActions): void {
  const { sync, apply, revert, importMissing } = actions;
  addSync(
    program,
    { name: 'sctokf', mode: 'sctokf', summary: 'bring metadata from Sectigo to Keyfactor' },
    sync,
  );
  addSync(
    program,
    { name: 'kftosc', mode: 'kftosc', summary: 'bring custom fields from Keyfactor back to Sectigo' },
    sync,
  );
  addSync(
    program,
    { name: 'sync', mode: 'both', summary: 'bring each custom field to the side that did not change it' },
    sync,
  );
  addPlan(program, sync);
  addRunOptions(
    program.command('apply').description('do exactly what a plan says, which certbridge plan wrote'),
  )
    .argument('<file>', 'the plan')
    .option('--force', forceText)
    .action((file: string, options: CommandLine) => {
      return apply({ ...toRunOptions(options), file, force: options.force ?? false });
    });
  addRunOptions(
    program.command('revert').description('write back what a run replaced, where it still stands'),
  )
    .argument('<run>', 'id of the run, its beginning, or last')
    .option('--dry-run', 'print what would be written back, and write nothing')
    .action((run: string, options: CommandLine) => {
      return revert({ ...toRunOptions(options), run, dryRun: options.dryRun ?? false });
    });
  addImport(program, importMissing);
}

function addImport(program: Command, action: SyncActions['importMissing']): void {
  addRunOptions(
    program
      .command('import')
      .description('list the certificates of Sectigo that Keyfactor lacks, or import them'),
  )
    .option('--apply', 'import them, with their metadata')
    .action((options: CommandLine) => action({ ...toRunOptions(options), apply: options.apply ?? false }));
}

interface CommandLine {
  configDir: string;
  state?: string;
  json?: true;
  logLevel?: LogThreshold;
  concurrency: number;
  sectigoConcurrency?: number;
  keyfactorConcurrency?: number;
  dryRun?: true;
  updateFields?: true;
  force?: true;
  apply?: true;
  out?: string;
  detailedExitcode?: true;
}

function addSync(
  program: Command,
  { name, mode, summary }: { name: string; mode: SyncMode; summary: string },
  action: SyncActions['sync'],
): void {
  addRunOptions(program.command(name).description(summary))
    .option('--dry-run', 'print the differences and write nothing')
    .option('--update-fields', updateText)
    .option('--force', forceText)
    .action((options: CommandLine) => {
      const { dryRun = false, updateFields = false, force = false } = options;
      return action({ ...toRunOptions(options), mode, dryRun, updateFields, force });
    });
}

function addPlan(program: Command, action: SyncActions['sync']): void {
  addRunOptions(
    program.command('plan').description('print what a sync would write, to look at and apply later'),
  )
    .argument('<mode>', 'sctokf, kftosc or both', planMode)
    .option('--out <file>', 'write the plan to a file for certbridge apply')
    .option('--detailed-exitcode', 'end with exit code 5 where there is something to apply')
    .option('--update-fields', updateText)
    .option('--force', forceText)
    .action((mode: SyncMode, options: CommandLine) => {
      const { updateFields = false, force = false, out, detailedExitcode = false } = options;
      const plan = { mode, dryRun: true, updateFields, force, out, detailedExitcode };
      return action({ ...toRunOptions(options), ...plan });
    });
}

function addRunOptions(command: Command): Command {
  const calls = wholeNumber(1, 100);
  return addPlaceOptions(command)
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .option(
      '--log-level <level>',
      'level of the log file and of standard error: trace … fatal, or off',
      logThreshold,
    )
    .option('--concurrency <n>', 'calls under way to each system at one time', calls, 8)
    .option('--sectigo-concurrency <n>', 'the same for Sectigo alone', calls)
    .option('--keyfactor-concurrency <n>', 'the same for Keyfactor alone', calls);
}

function toRunOptions(options: CommandLine): RunOptions {
  const { configDir, state, json = false, logLevel, concurrency } = options;
  const { sectigoConcurrency: sectigo = concurrency, keyfactorConcurrency: keyfactor = concurrency } =
    options;
  return { configDir, state, json, logLevel, concurrency: { sectigo, keyfactor } };
}
