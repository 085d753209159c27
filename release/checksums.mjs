import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** The name of the file that the checksums are in. */
export const checksumFile = 'SHA256SUMS';

/**
 * Lists all files of a folder, the checksums apart, with their SHA-256 hashes, as `sha256sum --check` reads it.
 *
 * @param {string} folder
 */
export function listChecksums(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== checksumFile)
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
    .map((file) => {
      const hash = createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex');
      return `${hash}  ${file.replaceAll(sep, '/')}\n`;
    })
    .join('');
}
