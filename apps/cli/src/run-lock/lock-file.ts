import { randomUUID } from 'node:crypto';
import { link, rename } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { readLocalFile } from '@certbridge/local-file';
import { removeQuietly, writeNewFile } from '../files/create-file.ts';
import { errorCode } from '../files/error-code.ts';

const MAX_BYTES = 64 * 1024;

/** Reads a lock file: undefined where there is none, empty where it can't be read or is far too large for a lock. */
export async function readLockText(file: string): Promise<string | undefined> {
  try {
    return (await readLocalFile(file, { maxBytes: MAX_BYTES })).toString('utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    return '';
  }
}

/** Reads a lock file; one that is not as expected may be about to be written or put back, and gets a moment for it. */
export async function readSettled(
  file: string,
  isExpected: (text: string | undefined) => boolean,
): Promise<string | undefined> {
  const text = await readLockText(file);
  if (isExpected(text)) return text;
  await delay(250);
  return readLockText(file);
}

/** Moves a file aside before it is removed: if another run was faster, its fresh one is put back. */
export async function removeUnlessChanged(file: string, expected: string): Promise<boolean> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return false;
  }
  const unchanged = (await readLockText(aside)) === expected;
  if (!unchanged) await link(aside, file).catch(() => undefined);
  await removeQuietly(aside);
  return unchanged;
}

/**
 * Replaces the lock in one step, so that it is never missing.
 *
 * `false` where that fails: on Windows for as long as a virus scanner or another run has the file open.
 */
export async function replaceLock(file: string, content: string): Promise<boolean> {
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeNewFile(temporary, content);
    await rename(temporary, file).catch(async () => {
      await delay(100);
      await rename(temporary, file);
    });
    return true;
  } catch {
    await removeQuietly(temporary);
    return false;
  }
}
