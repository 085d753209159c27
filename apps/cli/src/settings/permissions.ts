import { stat } from 'node:fs/promises';

/**
 * Lists a warning for each file with secrets that users other than its owner may read.
 *
 * Windows keeps access rights elsewhere, so nothing is said there. A file that can't be examined is left out: reading
 * it reports what is wrong.
 */
export async function listPermissionWarnings(
  files: Iterable<string>,
  platform: NodeJS.Platform = process.platform,
): Promise<string[]> {
  if (platform === 'win32') return [];
  const warnings: string[] = [];
  for (const file of new Set(files)) {
    const mode = await stat(file).then(
      (stats) => stats.mode,
      () => 0,
    );
    if ((mode & 0o044) !== 0) {
      warnings.push(
        `${file} holds secrets and can be read by other users of this machine: chmod 600 ends that.`,
      );
    }
  }
  return warnings;
}
