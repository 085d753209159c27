import { existsSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError } from '../../configuration-error.ts';
import { removeQuietly } from '../../files/create-file.ts';
import { createFolder } from '../../files/create-folder.ts';
import { errorCode } from '../../files/error-code.ts';
import { type NewFile, writeFilesTogether } from '../../files/write-files-together.ts';

/** What a trial is made of. */
export interface Trial<Result> {
  readonly files: readonly NewFile[];
  /** Fills the database, which is created if it is missing. */
  readonly fillDatabase: () => Promise<Result>;
}

/** The database of a trial, beside its files. */
export const trialDatabase = 'gateway.db';

/** Writes a trial into a folder, which is created: the database and all files, or nothing. */
export async function writeTrial<Result>(
  folder: string,
  { files, fillDatabase }: Trial<Result>,
): Promise<Result> {
  const database = path.join(folder, trialDatabase);
  const isNew = !existsSync(database);
  const first = await createFolder(folder).catch((error: unknown) => {
    const message = `the folder can't be created (${errorCode(error)})`;
    throw new ConfigurationError([{ file: folder, message, remedy: 'Name another one.' }]);
  });
  try {
    const result = await fillDatabase();
    await writeFilesTogether(folder, files);
    return result;
  } catch (error) {
    if (isNew) for (const suffix of ['', '-wal', '-shm']) await removeQuietly(`${database}${suffix}`);
    if (first !== undefined) await removeFolders(folder, first).catch(() => undefined);
    throw error;
  }
}

/** Removes a folder and those above it, up to one; those that hold something stay. */
async function removeFolders(from: string, to: string): Promise<void> {
  for (let folder = from; ; folder = path.dirname(folder)) {
    await rmdir(folder);
    if (folder === to) return;
  }
}
