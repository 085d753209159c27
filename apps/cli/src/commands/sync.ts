import { runMetadataSync, type SyncMode } from '@certbridge/metadata-sync';
import { type CommandDefinition, defineCommand } from '../frame/command.ts';
import { dryRunOption, forceOption, updateFieldsOption } from '../shared-options.ts';
import { engineCommand, engineRun } from './engine-run.ts';
import { runSummaryForm } from './run-summary-form.ts';
import { withSession } from './session.ts';

/** The commands that sync, each one way or both. */
export const syncCommands: readonly CommandDefinition[] = [
  syncCommand('sctokf', 'sctokf', 'bring metadata from Sectigo to Keyfactor'),
  syncCommand('kftosc', 'kftosc', 'bring custom fields from Keyfactor back to Sectigo'),
  syncCommand('sync', 'both', 'bring each custom field to the side that did not change it'),
];

function syncCommand(name: string, mode: SyncMode, summary: string): CommandDefinition {
  return defineCommand(
    () =>
      engineCommand(name, summary)
        .addOption(dryRunOption('print the differences and write nothing'))
        .addOption(updateFieldsOption())
        .addOption(forceOption()),
    (io, { dryRun = false, updateFields = false, force = false, ...options }) =>
      engineRun(
        io,
        { ...options, command: mode, mode, dryRun },
        {
          form: runSummaryForm,
          work: (run) =>
            withSession(run, (engine) => {
              const sync = { ...engine, mode, dryRun, updateFields, force };
              return runMetadataSync(dryRun ? { ...sync, onPlan: run.printer.showPlan } : sync);
            }),
        },
      ),
  );
}
