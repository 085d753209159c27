import { randomUUID } from 'node:crypto';
import { link, open, rm } from 'node:fs/promises';
import { errorCode } from './error-code.ts';

/** What `link` fails with on FAT and on some network shares, which have no hard links. */
const noHardLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EISDIR', 'EINVAL'];

/**
 * Creates a file together with its content in one step, so that no reader finds it empty; returns `false` if it exists already.
 *
 * Where the file system has no hard links, a reader may find it empty for a moment. `mode` counts on POSIX only.
 */
export async function createFile(
  file: string,
  content: string | Uint8Array,
  mode?: number,
): Promise<boolean> {
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeNewFile(temporary, content, mode);
    await link(temporary, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (!noHardLinks.includes(errorCode(error))) throw error;
  } finally {
    await removeQuietly(temporary);
  }
  return writeNewFile(file, content, mode).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    },
  );
}

/** Creates a file that must not exist yet, and flushes it to the disk. What can't be written whole is removed again. */
export async function writeNewFile(file: string, content: string | Uint8Array, mode?: number): Promise<void> {
  const handle = await open(file, 'wx', mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } catch (error) {
    await removeQuietly(file);
    throw error;
  } finally {
    await handle.close();
  }
}

/** Removes a file if it is there and can be removed: a virus scanner may look at it. */
export async function removeQuietly(file: string): Promise<void> {
  await rm(file, { force: true }).catch(() => undefined);
}
