import path from 'node:path';
import { LocalFileError, openLocalFile } from '@certbridge/local-file';
import { applyPlan, PlanFileError, readPlanLines, type SyncPlan } from '@certbridge/metadata-sync';
import { ConfigurationError } from '../configuration-error.ts';
import { errorCode } from '../files/error-code.ts';
import { defineAction } from '../frame/action.ts';
import { forceOption } from '../shared-options.ts';
import { engineAction, engineRun } from './engine-run.ts';
import { runSummaryForm } from './run-summary-form.ts';
import { withSession } from './session.ts';

/** Does what a reviewed plan says and nothing else. */
export const applyAction = defineAction(
  () =>
    engineAction('apply', 'do exactly what a plan says, which certbridge plan wrote')
      .argument('<file>', 'the plan')
      .addOption(forceOption()),
  (io, { force = false, ...options }, file) =>
    engineRun(
      io,
      { ...options, kind: 'apply', mode: 'both', dryRun: false },
      {
        form: runSummaryForm,
        work: async (run) => {
          const plan = await readPlanFile(path.resolve(io.cwd, file));
          return withSession(run, (engine) => applyPlan({ ...engine, force, plan }));
        },
      },
    ),
);

/** A plan is never held in memory, so it may be larger than any that has been seen. */
const MAX_PLAN_BYTES = 16 * 1024 ** 3;

async function* readChunks(file: string): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await openLocalFile(file, { maxBytes: MAX_PLAN_BYTES });
  yield* handle.createReadStream();
}

async function readPlanFile(file: string): Promise<SyncPlan> {
  try {
    return await readPlanLines(() => readChunks(file));
  } catch (error) {
    if (error instanceof PlanFileError) {
      const { message, remedy } = error;
      throw new ConfigurationError([{ file, message, remedy }]);
    }
    if (error instanceof LocalFileError) {
      const remedy = 'Name the file that certbridge plan wrote with --out.';
      throw new ConfigurationError([{ file, message: error.message, remedy }]);
    }
    const code = errorCode(error);
    if (code === 'unknown error') throw error;
    const message = code === 'ENOENT' ? 'there is no such plan' : `the plan can't be read (${code})`;
    throw new ConfigurationError([
      { file, message, remedy: 'Name the file that certbridge plan wrote with --out.' },
    ]);
  }
}
