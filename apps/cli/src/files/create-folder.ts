import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * Creates a folder with those above it, level by level: Node's own way to create all of them never ends where a file system has no
 * folders to be made, such as `/proc`. Returns the first that was missing; undefined where none was. Throws the system's error.
 */
export async function createFolder(folder: string): Promise<string | undefined> {
  const missing: string[] = [];
  for (let each = folder; !existsSync(each) && path.dirname(each) !== each; each = path.dirname(each)) {
    missing.unshift(each);
  }
  for (const each of missing) await mkdir(each);
  // Fails where it is a file.
  if (missing.length === 0) await mkdir(folder, { recursive: true });
  return missing[0];
}
