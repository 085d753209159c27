import { ProgramError } from '../../configuration-error.ts';
import { withRunLock } from '../../with-run-lock.ts';

/** Work that one process at a time does, for all of them. */
export interface SharedWork {
  /** Of its lock. */
  readonly name: string;
  readonly signal: AbortSignal;
  /** Whether a process has done it. Asked once it is this one's turn: before that another one may just be about to end it. */
  readonly isDone: () => boolean;
  /** Returns whether it could be done. */
  readonly work: (signal: AbortSignal) => Promise<boolean>;
}

/** Does work unless another process runs it or has done it; returns whether it is done. */
export type TakeTurn = (shared: SharedWork) => Promise<boolean | 'busy'>;

/** Lets the processes of this machine take turns by locks in a directory. */
export function turnsIn(directory: string): TakeTurn {
  return async ({ name, signal, isDone, work }) => {
    let isBusy = true;
    try {
      return await withRunLock(
        { directory, command: 'gateway', name },
        {
          signal,
          work: async (lockSignal) => {
            isBusy = false;
            return isDone() || work(lockSignal);
          },
        },
      );
    } catch (error) {
      if (isBusy && error instanceof ProgramError && error.exitCode === 4) return 'busy';
      throw error;
    }
  };
}

/** Names the lock for the scans of a CA; that of a database of one CA is the lock of `certbridge ca sync`. */
export function lockName(
  ca: string,
  { isOnly, what = 'ca' }: { readonly isOnly: boolean; readonly what?: string },
): string {
  return isOnly
    ? `certbridge-${what}.lock`
    : `certbridge-${what}-${Buffer.from(ca).toString('hex').slice(0, 100)}.lock`;
}
