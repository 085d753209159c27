import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { ConfigurationError, type ConfigurationProblem } from '../../configuration-error.ts';
import { requireWritable } from '../../files/require-writable.ts';
import { errorCode } from '../../files/text-file.ts';

/** A file to write a certificate to. */
export interface OutputFile {
  readonly file: string;
  /** Overwrite what is there. */
  readonly force: boolean;
}

/** Throws {@link ConfigurationError} where the file is there and must not be overwritten, or can't be written. */
export async function refuseOverwriting({ file, force }: OutputFile): Promise<void> {
  if (existsSync(file) && !force) throw new ConfigurationError([overwriting(file)]);
  await requireWritable(file);
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
