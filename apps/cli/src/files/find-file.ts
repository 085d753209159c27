import { readdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * Finds a file by its name without regard to case, as Windows does: a folder that moved to Linux keeps working.
 * The exact name wins. Returns the path of the exact name when there is no such file.
 */
export async function findFile(directory: string, name: string): Promise<string> {
  const names = await readdir(directory).catch((): string[] => []);
  const match = names.includes(name)
    ? name
    : names.sort().find((other) => other.toLowerCase() === name.toLowerCase());
  return path.join(directory, match ?? name);
}
