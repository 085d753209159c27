import { randomUUID } from 'node:crypto';
import { link, lstat, rename } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError } from '../configuration-error.ts';
import { removeQuietly, writeNewFile } from './create-file.ts';
import { errorCode } from './error-code.ts';

/** A file to write. */
export interface NewFile {
  readonly name: string;
  readonly text: string;
  /** Counts on POSIX only. */
  readonly mode: number;
}

/** A file to move, which is on the same disk. */
export interface MovedFile {
  readonly name: string;
  /** Where it is. */
  readonly from: string;
}

/**
 * Writes and moves files into a folder: all of them, in this order, or none. They are new files, with their own permissions, and take the
 * places of those that are there, links included.
 *
 * Throws {@link ConfigurationError} where one can't be written; the folder is then as it was.
 */
export async function writeFilesTogether(
  folder: string,
  files: readonly (NewFile | MovedFile)[],
): Promise<void> {
  const undo: (() => Promise<unknown>)[] = [];
  const tidy: (() => Promise<unknown>)[] = [];
  let at = folder;
  try {
    const staged = files.map((file) => ({ ...file, ...placesOf(folder, file) }));
    for (const { target, temporary, ...file } of staged) {
      at = target;
      if ('text' in file) await writeNewFile(temporary, file.text, file.mode);
      undo.push(() => removeQuietly(temporary));
    }
    for (const { target, temporary, former } of staged) {
      at = target;
      if (await keepFormer(target, former)) {
        tidy.push(() => removeQuietly(former));
        // Between two names of one file a rename does nothing.
        undo.push(() => rename(former, target).then(() => removeQuietly(former)));
      } else undo.push(() => removeQuietly(target));
      await rename(temporary, target);
    }
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => undefined);
    const message = `it can't be written (${errorCode(error)}), and nothing was`;
    const remedy = 'Allow the user that runs certbridge to write there, or name another folder.';
    throw new ConfigurationError([{ file: at, message, remedy }]);
  }
  for (const step of tidy) await step();
}

function placesOf(folder: string, { name, ...file }: NewFile | MovedFile) {
  const beside = (suffix: string) => path.join(folder, `.${name}.${randomUUID()}.${suffix}`);
  const temporary = 'from' in file ? file.from : beside('tmp');
  return { target: path.join(folder, name), temporary, former: beside('old') };
}

/** Keeps the file at a place under another name, too; returns whether there is one. */
async function keepFormer(target: string, former: string): Promise<boolean> {
  const stats = await lstat(target).catch(() => undefined);
  if (stats === undefined) return false;
  if (stats.isDirectory()) throw Object.assign(new Error('a folder is there'), { code: 'EISDIR' });
  // File systems without hard links have nothing at the place for a moment.
  await link(target, former).catch(() => rename(target, former));
  return true;
}
