import { setTimeout } from 'node:timers/promises';
import { resultCodeOf } from './describe-problem.ts';

const SQLITE_BUSY = 5;

/**
 * Retries while another process holds the lock, for up to `timeoutMs`; then throws the error of the last attempt. SQLite itself
 * would wait inside a call, during which the process handles no signals.
 */
export async function whileLocked<Result>(attempt: () => Result, timeoutMs: number): Promise<Result> {
  const end = performance.now() + timeoutMs;
  for (let pause = 1; ; pause = Math.min(2 * pause, 50)) {
    try {
      return attempt();
    } catch (error) {
      if (resultCodeOf(error) !== SQLITE_BUSY || performance.now() >= end) throw error;
    }
    await setTimeout(pause);
  }
}
