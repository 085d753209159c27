import { stat } from 'node:fs/promises';

/** Returns whether a path leads to a regular file. Follows links. */
export function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
