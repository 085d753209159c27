import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { LocalFileError } from './local-file-error.ts';
import { requireFile } from './require-file.ts';

/** Windows has no such flag, and no named pipes among its files. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** How much of a file may be read. */
export interface ReadLimit {
  readonly maxBytes: number;
}

/**
 * Reads a file whole. Throws {@link LocalFileError} for what is not a regular file or larger than allowed, and the
 * system's error where it can't be read.
 */
export async function readLocalFile(file: string, limit: ReadLimit): Promise<Buffer> {
  const handle = await openLocalFile(file, limit);
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    // The size that the system tells may be wrong: files of /proc have none, and others grow meanwhile.
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

/** Opens a file for reading, by the rules of {@link readLocalFile}; the caller closes it. */
export async function openLocalFile(file: string, limit: ReadLimit): Promise<FileHandle> {
  // Merely opening a device can have an effect.
  requireFile(await stat(file));
  const handle = await open(file, flags);
  try {
    // It may have been replaced in between.
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
