import { CommandError } from '../../configuration-error.ts';
import { withRunLock } from '../../with-run-lock.ts';

/** Work that one process at a time does. */
export interface SharedWork {
  readonly directory: string;
  /** Of the lock. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/** Does work unless another process of this machine is at it; returns whether it was done. */
export async function unlessBusy(
  { directory, name, signal }: SharedWork,
  work: (signal: AbortSignal) => Promise<boolean>,
): Promise<boolean | 'busy'> {
  let isBusy = true;
  try {
    return await withRunLock(
      { directory, command: 'gateway', name },
      {
        signal,
        work: (lockSignal) => {
          isBusy = false;
          return work(lockSignal);
        },
      },
    );
  } catch (error) {
    if (isBusy && error instanceof CommandError && error.exitCode === 4) return 'busy';
    throw error;
  }
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
