import type { RunSummary } from '@certbridge/metadata-sync';
import type { ConfigurationProblem } from '../configuration-error.ts';
import type { SyncOutcome } from './sync-outcome.ts';

/** Makes the outcome of a run that ended before either system was called: a summary of nothing, with the reason. */
export function notStarted(
  { mode, dryRun, runId, startedAt }: Pick<RunSummary, 'mode' | 'dryRun' | 'runId'> & { startedAt: Date },
  { exitCode, problems }: { exitCode: 1 | 2 | 4; problems: readonly ConfigurationProblem[] },
): SyncOutcome {
  const summary: RunSummary = {
    runId,
    command: mode,
    mode,
    dryRun,
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    fields: { created: 0, updated: 0, different: [] },
    certificates: {
      inScope: 0,
      updated: 0,
      unchanged: 0,
      partial: [],
      conflicts: [],
      failed: [],
      unmatched: [],
      withoutCustomFields: 0,
      skipped: 0,
      notProcessed: 0,
    },
    changes: [],
    deadRuns: [],
    calls: { sectigo: 0, keyfactor: 0 },
    problems: problems.map(toRunProblem),
    exitCode,
  };
  return { summary, ran: false, problems };
}

function toRunProblem({ file, path: place, line, column, message, remedy }: ConfigurationProblem) {
  const position = line === undefined ? {} : { line, column: column ?? null };
  return { file: file || null, path: place || null, message: `${message}.`, remedy, ...position };
}
