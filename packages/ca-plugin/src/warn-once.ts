import type { Logger } from '@logtape/logtape';

/** Logs a warning, the same one only once; none that is part of `told`, which is reported anyway, then or later. */
export type WarnOnce = (warning: string, told?: string) => void;

/** Makes a function that logs a warning once. */
export function createWarnOnce(logger: Logger): WarnOnce {
  const before = new Set<string>();
  return (warning, told = '') => {
    if (!before.has(warning) && !told.includes(warning)) logger.warn('{warning}', { warning });
    before.add(warning);
  };
}
