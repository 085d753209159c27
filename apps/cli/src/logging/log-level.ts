import { compareLogLevel, type LogLevel } from '@logtape/logtape';

/** From which level on something is written; `off` writes nothing. */
export type LogThreshold = LogLevel | 'off';

const levels: Readonly<Record<string, LogThreshold>> = {
  trace: 'trace',
  debug: 'debug',
  info: 'info',
  warn: 'warning',
  warning: 'warning',
  error: 'error',
  fatal: 'fatal',
  off: 'off',
};

/** The names that `--log-level` and `nlog.config` take, in order. */
export const logLevelNames: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'off'];

/** Parses a level as NLog names it, in any letter case. */
export function parseLogThreshold(text: string): LogThreshold | undefined {
  const name = text.trim().toLowerCase();
  return Object.hasOwn(levels, name) ? levels[name] : undefined;
}

/** Returns the threshold that lets more through. */
export function lowerThreshold(a: LogThreshold, b: LogThreshold): LogThreshold {
  if (a === 'off') return b;
  if (b === 'off') return a;
  return compareLogLevel(a, b) <= 0 ? a : b;
}

/** Returns whether a record of `level` passes. */
export function passes(level: LogLevel, threshold: LogThreshold): boolean {
  return threshold !== 'off' && compareLogLevel(level, threshold) >= 0;
}
