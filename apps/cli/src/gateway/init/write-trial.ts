import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError } from '../../configuration-error.ts';
import { createFolder } from '../../files/create-folder.ts';
import { errorCode } from '../../files/error-code.ts';
import { type NewFile, writeFilesTogether } from '../../files/write-files-together.ts';
import { removeOldDrafts } from './remove-old-drafts.ts';

/** What a trial is made of. */
export interface Trial<Result> {
  readonly files: readonly NewFile[];
  /** Fills the database in a folder, which is created if it is missing. */
  readonly fillDatabase: (folder: string) => Promise<Result>;
}

/** The database of a trial, next to its files. */
export const trialDatabase = 'gateway.db';

/**
 * Writes a trial into a folder, which is created: the database and all files, or nothing. They are made in a folder next to their places, so
 * that a run that is killed leaves nothing there which the next one would have to spare.
 */
export async function writeTrial<Result>(folder: string, trial: Trial<Result>): Promise<Result> {
  const { files, fillDatabase } = trial;
  if (!existsSync(folder)) return writeFolder(folder, trial);
  if (!existsSync(path.join(folder, trialDatabase))) return addTo(folder, trial);
  const result = await fillDatabase(folder);
  await writeFilesTogether(folder, files);
  return result;
}

/** Removes what runs for a folder that were killed have left, where that is certain; returns the rest. */
export async function removeTrialDrafts(
  folder: string,
  files: readonly NewFile[],
): Promise<readonly string[]> {
  const names = [trialDatabase, ...files.map(({ name }) => name)];
  const within = { nameOf: (id: string) => draftName('init', id), files: names };
  const beside = { nameOf: (id: string) => draftName(path.basename(folder), id), files: names };
  return [
    ...(await removeOldDrafts(folder, within)),
    ...(await removeOldDrafts(path.dirname(folder), beside)),
  ];
}

async function writeFolder<Result>(folder: string, { files, fillDatabase }: Trial<Result>): Promise<Result> {
  const parent = path.dirname(folder);
  const draft = path.join(parent, draftName(path.basename(folder)));
  const first = await createFolder(draft).catch((error: unknown) => {
    throw notCreated(folder, error);
  });
  try {
    const result = await fillDatabase(draft);
    await writeFilesTogether(draft, files);
    await rename(draft, folder).catch((error: unknown) => {
      throw notCreated(folder, error);
    });
    return result;
  } catch (error) {
    await removeDraft(draft);
    if (first !== undefined && first !== draft) await removeFolders(parent, first).catch(() => undefined);
    throw error;
  }
}

async function addTo<Result>(folder: string, { files, fillDatabase }: Trial<Result>): Promise<Result> {
  const draft = path.join(folder, draftName('init'));
  await mkdir(draft).catch((error: unknown) => {
    throw notCreated(draft, error);
  });
  try {
    const result = await fillDatabase(draft);
    const database = { name: trialDatabase, from: path.join(draft, trialDatabase) };
    await writeFilesTogether(folder, [database, ...files]);
    return result;
  } finally {
    await removeDraft(draft);
  }
}

function draftName(name: string, id: string = randomUUID()): string {
  return `.${name}.${id}.tmp`;
}

function notCreated(file: string, error: unknown): ConfigurationError {
  const message = `the folder can't be created (${errorCode(error)})`;
  return new ConfigurationError([{ file, message, remedy: 'Name another one.' }]);
}

async function removeDraft(draft: string): Promise<void> {
  await rm(draft, { recursive: true, force: true }).catch(() => undefined);
}

/** Removes a folder and those above it, up to one; those that hold something stay. */
async function removeFolders(from: string, to: string): Promise<void> {
  for (let folder = from; ; folder = path.dirname(folder)) {
    await rmdir(folder);
    if (folder === to) return;
  }
}
