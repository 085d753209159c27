/** Every exit code that a run can end with. */
export const exitCodes = [0, 1, 2, 3, 4, 5, 130] as const;

/**
 * How a run ended:
 *
 * - 0: all is done
 * - 1: failed, because a system is out of reach or the state can't be used
 * - 2: not started, because of the command line or the configuration
 * - 3: done, but not everything: a certificate or a field failed, or a finding needs a look
 * - 4: stopped before any write, because the operator has to decide
 * - 5: a plan that finds something to do, where that was asked for
 * - 130: interrupted
 */
export type ExitCode = (typeof exitCodes)[number];
