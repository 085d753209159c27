import { existsSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError, type ConfigurationProblem } from '../../configuration-error.ts';
import { errorCode } from '../../files/text-file.ts';

/** A file to write a certificate to. */
export interface OutputFile {
  readonly file: string;
  /** Overwrite what is there. */
  readonly force: boolean;
}

/** Throws {@link ConfigurationError} where the file is there and must not be overwritten, or its folder is not there. */
export async function refuseOverwriting({ file, force }: OutputFile): Promise<void> {
  if (existsSync(file) && !force) throw new ConfigurationError([overwriting(file)]);
  const folder = path.dirname(file);
  const isFolder = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (isFolder) return;
  throw new ConfigurationError([
    { file, message: `there is no folder ${folder}`, remedy: 'Create it, or name another file with --out.' },
  ]);
}

/** Writes a file whole; undefined where that went well. */
export async function writeOutput(
  { file, force }: OutputFile,
  content: string | Uint8Array,
): Promise<ConfigurationProblem | undefined> {
  try {
    await writeFile(file, content, { flag: force ? 'w' : 'wx' });
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return overwriting(file);
    const message = `the file can't be written (${code})`;
    return { file, message, remedy: 'Name another file with --out.' };
  }
}

function overwriting(file: string): ConfigurationProblem {
  return {
    file,
    message: 'the file is there already, and is not overwritten',
    remedy: 'Name another with --out, or add --force.',
  };
}
