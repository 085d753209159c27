import { importMissing } from '@certbridge/metadata-sync';
import { defineAction } from '../frame/action.ts';
import { engineAction, engineRun } from './engine-run.ts';
import { importSummaryForm } from './import-summary-form.ts';
import { withSession } from './session.ts';

/** Lists or imports what SCM has and Command lacks. */
export const importAction = defineAction(
  () =>
    engineAction('import', 'list the certificates of Sectigo that Keyfactor lacks, or import them').option(
      '--apply',
      'import them, with their metadata',
    ),
  (io, { apply = false, ...options }) =>
    engineRun(
      io,
      { ...options, kind: 'import', mode: 'sctokf', dryRun: !apply },
      {
        form: importSummaryForm,
        work: (run) => withSession(run, (engine) => importMissing({ ...engine, apply })),
      },
    ),
);
