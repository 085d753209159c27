import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The name of the file that the checksums are in. */
export const checksumFile = 'SHA256SUMS';

/**
 * Lists the files of a folder, the checksums apart, with their SHA-256 hashes, as `sha256sum --check` reads it.
 *
 * @param {string} folder
 */
export function listChecksums(folder) {
  return readdirSync(folder)
    .filter((file) => file !== checksumFile)
    .sort()
    .map((file) => {
      const hash = createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex');
      return `${hash}  ${file}\n`;
    })
    .join('');
}
