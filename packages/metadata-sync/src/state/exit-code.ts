/** Every exit code that a run can end with. */
export const exitCodes = [0, 1, 2, 3, 4, 5, 130] as const;

/**
 * How a run, or another action of the CLI, ended, for scripts:
 *
 * - 0: everything was done, or nothing needed doing
 * - 1: failed, because a system is out of reach or what is kept can't be used; nothing further was written
 * - 2: not started, because of a mistake on the command line, in the configuration or in the input
 * - 3: finished, but something failed, could not be read, was refused or needs a person to look at it
 * - 4: stopped for the operator to decide
 * - 5: only where it is asked for: a plan that finds something to do
 * - 130: interrupted, as shells have it
 */
export type ExitCode = (typeof exitCodes)[number];
