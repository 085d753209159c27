import type { Clock } from '../plugin-context.ts';
import { checkReturned } from './check-returned.ts';
import { isTime } from './checked-reader.ts';

/** Has a clock throw a `CaPluginError` 'invalid-argument' where it returns no time; its `sleep` may return nothing. */
export function checkedClock(clock: Clock): Clock {
  return {
    now: () => checkReturned(clock.now(), { of: 'clock.now', expected: 'a valid Date', is: isTime }),
    sleep: async (ms, signal) => clock.sleep(ms, signal),
  };
}
