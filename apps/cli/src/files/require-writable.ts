import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, open, realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { LocalFileError, requireFileOrNone } from '@certbridge/local-file';
import { ConfigurationError } from '../configuration-error.ts';
import { errorCode } from './error-code.ts';

/**
 * Makes sure up front that a file can be written, by creating and removing one next to it: permissions alone show neither a
 * read-only disk nor the access rights of Windows.
 *
 * Throws {@link ConfigurationError} if it can't.
 */
export async function requireWritable(file: string, option = '--out'): Promise<void> {
  const folder = path.dirname(file);
  const refuse = (message: string, remedy: string) => new ConfigurationError([{ file, message, remedy }]);
  const isFolder = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder)
    throw refuse(`there is no folder ${folder}`, `Create it, or name another file with ${option}.`);
  if (await isBrokenLink(file))
    throw refuse(
      'the file is a link to one that does not exist',
      `Remove it, or name another with ${option}.`,
    );
  try {
    await requireFileOrNone(file);
    const exists = await stat(file).then(
      () => true,
      (error: unknown) => {
        if (errorCode(error) === 'ENOENT') return false;
        throw error;
      },
    );
    if (exists) await (await open(file, 'r+')).close();
    // A link is written through, so what counts is the folder of the file that it leads to.
    const target = exists ? await realpath(file) : file;
    const probe = path.join(path.dirname(target), `.certbridge.${randomUUID()}.tmp`);
    await (await open(probe, 'wx', 0o600)).close();
    await rm(probe, { force: true });
  } catch (error) {
    if (error instanceof LocalFileError) throw refuse(error.message, `Name a file with ${option}.`);
    throw refuse(
      `the file can't be written (${errorCode(error)})`,
      `Name a place with ${option} that the user who runs certbridge can write.`,
    );
  }
}

async function isBrokenLink(file: string): Promise<boolean> {
  const isLink = await lstat(file).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
  return isLink && !existsSync(file);
}
