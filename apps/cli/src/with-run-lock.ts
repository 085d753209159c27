import { getLogger } from '@logtape/logtape';
import { type ConfigurationFault, ProgramError } from './configuration-error.ts';
import { acquireRunLock, type RunLock } from './run-lock.ts';

/** The lock that work is done under. */
export interface LockPlace {
  readonly directory: string;
  /** Named in the lock, for others who find it. */
  readonly command: string;
  /** The name of the lock. Default: that of the runs that work with both systems. */
  readonly name?: string;
}

/** Work that is done under a lock. */
export interface LockedWork<T> {
  /** Aborted by an interruption. */
  readonly signal: AbortSignal;
  /** Its signal is aborted by an interruption, and where the lock is lost; see {@link describeLoss}. */
  readonly work: (signal: AbortSignal) => Promise<T>;
}

/**
 * Does work under a lock, without one where its file can't be written.
 *
 * Throws `ProgramError` if another run has the lock.
 */
export async function withRunLock<T>(place: LockPlace, { signal, work }: LockedWork<T>): Promise<T> {
  const lock = await acquireRunLock(place);
  if (lock.state === 'busy') throw new ProgramError(4, [describeBusy(lock)]);
  const logger = getLogger(['certbridge', 'cli']);
  if (lock.state === 'unavailable') {
    logger.warn("The lock file {file} can't be written ({reason}): nothing keeps a second run away.", {
      ...lock,
    });
    return work(signal);
  }
  if (lock.tookOver !== undefined) logger.warn('{reason}', { reason: lock.tookOver });
  try {
    return await work(AbortSignal.any([signal, lock.lost]));
  } finally {
    await lock.release();
  }
}

/**
 * Says why a lock was lost, in sentences; undefined where it was not. For the work a lost lock is an interruption; for the
 * operator it is a failure.
 */
export function describeLoss(signal: AbortSignal, interruption: AbortSignal): string | undefined {
  if (!signal.aborted || interruption.aborted) return undefined;
  return signal.reason instanceof Error ? signal.reason.message : String(signal.reason);
}

/** Says who holds a lock, and what can be done about it. */
function describeBusy({ file, owner }: Extract<RunLock, { state: 'busy' }>): ConfigurationFault {
  const { pid, host, startedAt, command } = owner;
  return {
    file,
    message: `another run works with this configuration: process ${pid} on ${host}, started ${startedAt} (${command})`,
    remedy:
      'Wait until it has ended. If that process is not certbridge any more, the lock ends by itself 30 minutes after it was last renewed, or delete the file.',
  };
}
