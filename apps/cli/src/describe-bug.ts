import type { ConfigurationFault } from './configuration-error.ts';
import { version } from './version.ts';

/**
 * Says that the program itself is at fault, and what to report.
 *
 * The error's own message goes only to the log file: what an unexpected one holds is unknown.
 */
export function describeBug(error: unknown): ConfigurationFault {
  const kind = error instanceof Error ? error.name : typeof error;
  const { platform, arch, version: node } = process;
  return {
    file: '',
    message: `This is a bug in certbridge (unexpected ${kind})`,
    remedy: `Please report it, with this line: certbridge ${version}, Node ${node}, ${platform} ${arch}. The log file has the details.`,
  };
}
