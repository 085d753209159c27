import { applyPlan, importMissing, revertRun, runMetadataSync } from '@certbridge/metadata-sync';
import type { Estate } from './estate.ts';
import type { Mode } from './schedule.ts';
import type { Workplace } from './workplace.ts';

/** A task for a run, as arguments of the program and of the engine, with its expected result. */
export interface Task {
  readonly argv: readonly string[];
  readonly run: Parameters<Workplace['runEngine']>[0];
  readonly expect: Expect;
  /** Whether a run looks at all certificates, and so finds out what a killed one has written. */
  readonly readsAll: boolean;
}

/** Computes the expected estate at the end from that at the start, plus certificates added since. */
export type Expect = (origin: Estate) => Estate;

/** A sync in one direction or both. */
export function syncTask(mode: Mode, expect: Expect): Task {
  return {
    argv: [mode === 'both' ? 'sync' : mode],
    run: (options) => runMetadataSync({ ...options, mode }),
    expect,
    readsAll: true,
  };
}

/** An import of certificates that Command doesn't have. */
export function importTask(expect: Expect): Task {
  return {
    argv: ['import', '--apply'],
    run: (options) => importMissing({ ...options, apply: true }),
    expect,
    readsAll: false,
  };
}

/** Applies the plan in the workplace. */
export function applyTask(workplace: Workplace, expect: Expect): Task {
  return {
    argv: ['apply', workplace.planFile],
    run: async (options) => applyPlan({ ...options, plan: await workplace.readPlan() }),
    expect,
    readsAll: false,
  };
}

/** Reverts a run. */
export function revertTask(runId: string, expect: Expect): Task {
  return {
    argv: ['revert', runId],
    run: async (options) => {
      const [run] = await options.store.findRuns(runId);
      if (run === undefined) throw new Error(`the state has no run ${runId}`);
      return revertRun({ ...options, run });
    },
    expect,
    readsAll: false,
  };
}
