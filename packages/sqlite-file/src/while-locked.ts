import { setTimeout } from 'node:timers/promises';
import { resultCodeOf } from './describe-problem.ts';

const SQLITE_BUSY = 5;

/**
 * Tries until another process gives the lock back, for so many milliseconds; then throws what the last attempt threw. SQLite
 * would wait inside a call, where the process heeds no signal.
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
