import type { Logger } from '@logtape/logtape';

/** Makes a function that logs a warning, the same one once only. */
export function createWarnOnce(logger: Logger): (warning: string) => void {
  const told = new Set<string>();
  return (warning) => {
    if (!told.has(warning)) logger.warn('{warning}', { warning });
    told.add(warning);
  };
}
