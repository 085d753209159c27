import { getLogger } from '@logtape/logtape';
import type { ConfigurationFault } from '../configuration-error.ts';

/** Which variable decided which setting. */
export interface UsedVariable {
  readonly setting: string;
  readonly variable: string;
}

/** Names the environment variables that decided a setting; undefined where none did. */
export function variablesOf(setting: string, used: readonly UsedVariable[]): string | undefined {
  const found = used.filter((one) => one.setting.toLowerCase() === setting.trim().toLowerCase());
  return found.length === 0 ? undefined : found.map(({ variable }) => variable).join(', ');
}

/** Logs which environment variables decide which settings. */
export function logVariables(used: readonly UsedVariable[]): void {
  const logger = getLogger(['certbridge', 'cli']);
  for (const { setting, variable } of used)
    logger.info('The environment variable {variable} decides: {setting}', { variable, setting });
}

/** A value from the environment is wrong in the environment, whatever the file says. */
export function nameVariables(
  problem: ConfigurationFault,
  used: readonly UsedVariable[],
): ConfigurationFault {
  const variables = variablesOf((problem.path ?? '').replace(/^config\./, ''), used);
  return variables === undefined ? problem : { ...problem, file: 'environment', path: variables };
}
