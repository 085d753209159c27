import { type Stats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { LocalFileError } from './local-file-error.ts';

/**
 * Throws {@link LocalFileError} if a path exists and isn't a regular file. A missing or inaccessible path is left to the caller who
 * opens it.
 */
export async function requireFileOrNone(file: string): Promise<void> {
  const stats = await stat(file).catch(() => undefined);
  if (stats !== undefined) requireFile(stats);
}

/** Synchronous {@link requireFileOrNone}. */
export function requireFileOrNoneSync(file: string): void {
  let stats: Stats | undefined;
  try {
    stats = statSync(file);
  } catch {
    return;
  }
  requireFile(stats);
}

/** Throws {@link LocalFileError} for anything but a regular file. */
export function requireFile(stats: Stats): void {
  if (stats.isFile()) return;
  throw new LocalFileError(`this is ${kindOf(stats)}, not a file`, 'NOT_A_FILE');
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}
