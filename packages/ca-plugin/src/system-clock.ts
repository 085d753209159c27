import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './plugin-context.ts';

/** The time of the machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, { ...(signal && { signal }) });
  },
};
