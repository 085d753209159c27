import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { LocalFileError } from './local-file-error.ts';
import { requireFile } from './require-file.ts';

/** Windows lacks the flag, and has no named pipes in its file system. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The maximum size of a file. */
export interface ReadLimit {
  readonly maxBytes: number;
}

/**
 * Reads a whole file. Throws {@link LocalFileError} if it isn't a regular file or is too large, and the system's error if it
 * can't be read.
 */
export async function readLocalFile(file: string, limit: ReadLimit): Promise<Buffer> {
  const handle = await openLocalFile(file, limit);
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    // The reported size may be wrong: files in /proc have none, and others grow meanwhile.
    for await (const chunk of handle.createReadStream({ autoClose: false })) {
      length += chunk.length;
      if (length > limit.maxBytes) throw tooLarge(limit);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks, length);
  } finally {
    await handle.close();
  }
}

/** Opens a file for reading, with the checks of {@link readLocalFile}. The caller closes it. */
export async function openLocalFile(file: string, limit: ReadLimit): Promise<FileHandle> {
  // Just opening a device can have side effects.
  requireFile(await stat(file));
  const handle = await open(file, flags);
  try {
    // It may have been replaced in the meantime.
    const stats = await handle.stat();
    requireFile(stats);
    if (stats.size > limit.maxBytes) throw tooLarge(limit);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function tooLarge({ maxBytes }: ReadLimit): LocalFileError {
  const most =
    maxBytes < 2 ** 20 ? `${Math.floor(maxBytes / 1024)} KB` : `${Math.floor(maxBytes / 2 ** 20)} MB`;
  return new LocalFileError(`the file is larger than ${most}, which is too much for it`, 'TOO_LARGE');
}
