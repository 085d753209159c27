import { applyPlan, importMissing, revertRun, runMetadataSync } from '@certbridge/metadata-sync';
import type { Estate } from './estate.ts';
import type { Mode } from './schedule.ts';
import type { Workplace } from './workplace.ts';

/** Something that a run is told to do, as the program and the engine take it, and what it should come to. */
export interface Task {
  readonly argv: readonly string[];
  readonly run: Parameters<Workplace['runEngine']>[0];
  readonly expect: Expect;
  /** Whether a run of it looks at every certificate, and so finds out what a killed one had written. */
  readonly looksAtAll: boolean;
}

/** Says what should be there in the end, from what was there at the beginning and what came since. */
export type Expect = (origin: Estate) => Estate;

export function syncTask(mode: Mode, expect: Expect): Task {
  return {
    argv: [mode === 'both' ? 'sync' : mode],
    run: (options) => runMetadataSync({ ...options, mode }),
    expect,
    looksAtAll: true,
  };
}

export function importTask(expect: Expect): Task {
  return {
    argv: ['import', '--apply'],
    run: (options) => importMissing({ ...options, apply: true }),
    expect,
    looksAtAll: false,
  };
}

export function applyTask(workplace: Workplace, expect: Expect): Task {
  return {
    argv: ['apply', workplace.planFile],
    run: async (options) => applyPlan({ ...options, plan: await workplace.readPlan() }),
    expect,
    looksAtAll: false,
  };
}

export function revertTask(runId: string, expect: Expect): Task {
  return {
    argv: ['revert', runId],
    run: async (options) => {
      const [run] = await options.store.findRuns(runId);
      if (run === undefined) throw new Error(`the state has no run ${runId}`);
      return revertRun({ ...options, run });
    },
    expect,
    looksAtAll: false,
  };
}
