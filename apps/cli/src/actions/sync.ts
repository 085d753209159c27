import { runMetadataSync, type SyncMode } from '@certbridge/metadata-sync';
import { type ActionDefinition, defineAction } from '../frame/action.ts';
import { dryRunOption, forceOption, updateFieldsOption } from '../shared-options.ts';
import { engineAction, engineRun } from './engine-run.ts';
import { runSummaryForm } from './run-summary-form.ts';
import { withSession } from './session.ts';

/** The actions that sync, each one way or both. */
export const syncActions: readonly ActionDefinition[] = [
  syncAction('sctokf', 'sctokf', 'bring metadata from Sectigo to Keyfactor'),
  syncAction('kftosc', 'kftosc', 'bring custom fields from Keyfactor back to Sectigo'),
  syncAction('sync', 'both', 'bring each custom field to the side that did not change it'),
];

function syncAction(name: string, mode: SyncMode, summary: string): ActionDefinition {
  return defineAction(
    () =>
      engineAction(name, summary)
        .addOption(dryRunOption('print the differences and write nothing'))
        .addOption(updateFieldsOption())
        .addOption(forceOption()),
    (io, { dryRun = false, updateFields = false, force = false, ...options }) =>
      engineRun(
        io,
        { ...options, kind: mode, mode, dryRun },
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
