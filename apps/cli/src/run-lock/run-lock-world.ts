import { hostname, uptime } from 'node:os';
import { errorCode } from '../files/error-code.ts';

/** What a lock needs to know of the machine and its time. */
export interface RunLockWorld {
  readonly now: () => number;
  readonly pid: number;
  readonly host: string;
  /** When this machine started, in milliseconds since 1970. */
  readonly bootTime: number;
  readonly isAlive: (pid: number) => boolean;
  /** Does something at an interval of milliseconds until the returned function is called; keeps no process alive. */
  readonly every: (interval: number, work: () => Promise<void>) => () => void;
}

/** Describes the machine that this process runs on. */
export function thisMachine(): RunLockWorld {
  return {
    now: Date.now,
    pid: process.pid,
    host: hostname(),
    bootTime: Date.now() - uptime() * 1000,
    isAlive,
    every: (interval, work) => {
      const timer = setInterval(work, interval).unref();
      return () => clearInterval(timer);
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks; Windows knows it too.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
