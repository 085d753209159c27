import { randomUUID } from 'node:crypto';
import { open, realpath, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { removeQuietly } from './create-file.ts';
import { errorCode } from './error-code.ts';

/**
 * Replaces a file in one step, so that a reader finds either the old or the new content, and none of it is lost where the disk
 * is full. A link stays a link: the file it points to is replaced.
 *
 * The file gets the permissions in `mode`; without it an old file keeps its own, and a new one gets those in `newMode` or the
 * usual ones. Modes count on POSIX only.
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array | AsyncIterable<string>,
  { mode, newMode }: { readonly mode?: number | undefined; readonly newMode?: number | undefined } = {},
): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const old = await stat(target).catch(() => undefined);
  const finalMode = mode ?? (old === undefined ? newMode : old.mode & 0o777);
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, 'wx', finalMode);
    try {
      // Only root can give a file away.
      if (old !== undefined) await handle.chown(old.uid, old.gid).catch(() => undefined);
      if (finalMode !== undefined) await handle.chmod(finalMode);
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renameWithPatience(temporary, target);
  } catch (error) {
    await removeQuietly(temporary);
    throw error;
  }
}

/** On Windows a rename fails for as long as a virus scanner or an indexer has the file open: milliseconds as a rule. */
async function renameWithPatience(from: string, to: string): Promise<void> {
  for (const wait of [20, 50, 100, 200, 400]) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (!['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error))) throw error;
      await delay(wait);
    }
  }
  await rename(from, to);
}
