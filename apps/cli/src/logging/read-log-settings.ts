import path from 'node:path';
import { findFile } from '../files/find-file.ts';
import { readTextFileIfPresent } from '../files/text-file.ts';
import { defaultLogSettings } from './log-settings.ts';
import type { NlogResult } from './nlog-config.ts';

/**
 * Reads the `nlog.config` of a configuration directory; without one, returns the defaults.
 *
 * `${basedir}` is the folder that holds the configuration directory. Throws {@link ConfigurationError} when the file is
 * not well-formed.
 */
export async function readLogSettings(configDirectory: string): Promise<NlogResult> {
  const baseDirectory = path.dirname(path.resolve(configDirectory));
  const file = await findFile(configDirectory, 'nlog.config');
  const source = await readTextFileIfPresent(file, { maxBytes: 1024 * 1024 });
  if (source === undefined) return { ...defaultLogSettings(baseDirectory), notUnderstood: [] };
  // Few have such a file, and the XML parser takes a while to load.
  const { parseNlogConfig } = await import('./nlog-config.ts');
  return parseNlogConfig(source.text, { file, baseDirectory });
}
