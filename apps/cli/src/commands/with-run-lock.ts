import { getLogger } from '@logtape/logtape';
import { describeBusy } from '../run-lock/describe-busy.ts';
import { acquireRunLock, type RunLock } from '../run-lock.ts';
import type { CommandRun } from './command-run.ts';
import { NotStarted } from './not-started.ts';
import type { AnySummary, Outcome } from './outcome.ts';

/**
 * Does the work of a run under the lock of its configuration. The work's signal is aborted by an interruption, and where
 * the lock is lost. A dry run writes nothing, so it may run beside another run and takes none.
 *
 * Throws `NotStarted` where another run has the lock.
 */
export async function withRunLock<S extends AnySummary>(
  run: CommandRun,
  work: (signal: AbortSignal) => Promise<Outcome<S>>,
): Promise<Outcome<S>> {
  const { configDirectory: directory, command, io } = run;
  if (run.dryRun) return work(io.signal);
  const lock = await acquireRunLock({ directory, command: command === 'both' ? 'sync' : command });
  if (lock.state === 'busy') throw new NotStarted({ exitCode: 4, problems: [describeBusy(lock)] });
  logLock(lock);
  if (lock.state === 'unavailable') return work(io.signal);
  try {
    const outcome = await work(AbortSignal.any([io.signal, lock.lost]));
    return lock.lost.aborted && !io.signal.aborted ? withLoss(outcome, lock.lost) : outcome;
  } finally {
    await lock.release();
  }
}

/** For the engine a lost lock is an interruption; for the operator it is a failure, and says why. */
function withLoss<S extends AnySummary>(outcome: Outcome<S>, lost: AbortSignal): Outcome<S> {
  const message = lost.reason instanceof Error ? lost.reason.message : String(lost.reason);
  const problem = { file: null, path: null, message, remedy: '' };
  const problems = [problem, ...outcome.summary.problems];
  return { ...outcome, summary: { ...outcome.summary, exitCode: 1, problems } };
}

function logLock(lock: RunLock): void {
  const logger = getLogger(['certbridge', 'cli']);
  if (lock.state === 'acquired' && lock.tookOver !== undefined)
    logger.warn('{reason}', { reason: lock.tookOver });
  if (lock.state === 'unavailable') {
    logger.warn("The lock file {file} can't be written ({reason}): nothing keeps a second run away.", {
      ...lock,
    });
  }
}
