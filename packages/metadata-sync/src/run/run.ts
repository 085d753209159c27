import type { RunStop } from '../fields/field-plan.ts';
import type { ExitCode } from '../state/exit-code.ts';
import { StateError } from '../state/state-error.ts';
import type { RunProblem, RunSummary } from '../summary/run-summary.ts';
import { describeStop } from './describe-stop.ts';
import { describeFailure, isAborted } from './failures.ts';
import type { RunContext } from './run-context.ts';

/** How a run ended, as every kind of summary reports it. */
export type RunEnding = Pick<
  RunSummary,
  'runId' | 'startedAt' | 'finishedAt' | 'deadRuns' | 'calls' | 'warnings' | 'problems' | 'exitCode'
>;

/** Logs and records that a run begins; a dry run leaves no record. */
export async function beginRun(context: RunContext): Promise<void> {
  const { kind, dryRun, of, runId, startedAt, logger, recorder } = context;
  const name = dryRun ? 'dry run' : 'run';
  logger.info('Starting {kind}, {name} {runId}.', { kind, name, runId });
  if (!dryRun) await recorder.begin({ command: kind, of, startedAt });
}

/**
 * Waits for the steps of a run and records how it ended. The steps return a stop where the operator has to decide.
 *
 * Never throws for what a system, a certificate or the store does wrong.
 */
export async function endRun(
  context: RunContext,
  steps: Promise<RunStop | undefined>,
): Promise<{ readonly ending: RunEnding; readonly stop: RunStop | undefined }> {
  const { runId, startedAt, findings, recorder, tally, sectigo, keyfactor } = context;
  let stop: RunStop | undefined;
  try {
    stop = await steps;
  } catch (error) {
    // Reads that are still in flight are not needed any more.
    context.stop(context.isInterrupted() && isAborted(error) ? undefined : error);
  } finally {
    context.release();
  }
  const finishedAt = new Date().toISOString();
  try {
    await recorder.finish({ finishedAt, exitCode: exitCodeOf(context, stop), certificates: tally.counts });
  } catch (error) {
    findings.failure ??= error;
  }
  const ending = {
    runId,
    startedAt,
    finishedAt,
    deadRuns: await recorder.describeDeadRuns().catch(() => []),
    calls: { sectigo: sectigo.requestCount, keyfactor: keyfactor.requestCount },
    warnings: [...findings.warnings],
    problems: [...(stop ? describeStop(stop) : []), ...describeProblem(findings.failure)],
    exitCode: exitCodeOf(context, stop),
  };
  return { ending, stop };
}

function exitCodeOf({ findings, tally, isInterrupted }: RunContext, stop: RunStop | undefined): ExitCode {
  if (findings.failure !== undefined) return 1;
  if (stop !== undefined) return 4;
  if (isInterrupted()) return 130;
  const isPartial =
    tally.hasFailures || findings.hasFindings || (findings.fieldPlan?.leftOut.length ?? 0) > 0;
  return isPartial ? 3 : 0;
}

function describeProblem(failure: unknown): RunProblem[] {
  if (failure === undefined) return [];
  const remedy = failure instanceof StateError ? failure.remedy : '';
  return [{ file: null, path: null, message: describeFailure(failure), remedy }];
}
