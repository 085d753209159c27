import { invalidArgument } from './invalid-argument.ts';

/** The longest time that a timer can wait; a longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

/** Throws a `CaPluginError` 'invalid-argument' unless a value is a number of milliseconds that a timer can wait; `name` begins the sentence. */
export function checkDuration(value: unknown, name: string): void {
  if (typeof value === 'number' && value >= 0 && value <= longestTimerMs) return;
  throw invalidArgument(`${name} must be a number of milliseconds from 0 to ${longestTimerMs}.`);
}
