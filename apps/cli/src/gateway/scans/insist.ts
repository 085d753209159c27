import { setTimeout as delay } from 'node:timers/promises';
import type { SharedWork, TakeTurn } from './take-turn.ts';

/** What can't be done is tried again, at first soon. */
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;
/** How often to look whether another process has ended. */
const BUSY_MS = 2000;

/** Does shared work once no other process runs it; skipped if that one completed it. Returns whether it is done. */
export async function onceFree(takeTurn: TakeTurn, shared: SharedWork): Promise<boolean> {
  for (;;) {
    const result = await takeTurn(shared);
    if (result !== 'busy') return result;
    if (!(await pause(BUSY_MS, shared.signal))) return false;
  }
}

/** Attempts something until it is done. */
export async function untilDone(
  attempt: () => Promise<boolean>,
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  for (let wait = FIRST_RETRY_MS; !signal.aborted; wait = Math.min(2 * wait, LAST_RETRY_MS)) {
    if (await attempt()) return;
    await pause(wait, signal);
  }
}

/** Returns whether it finished. */
function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return delay(ms, true, { signal, ref: false }).catch(() => false);
}
