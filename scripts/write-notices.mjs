// Writes the licenses of what a bundle holds from the registry beside it: `node write-notices.mjs FOLDER`, in the folder of
// the package. The bundler has left its metafile in FOLDER.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledPackages } from './bundled-packages.mjs';
import { renderNotices } from './third-party-notices.mjs';

const [folder] = process.argv.slice(2);
const metafile = JSON.parse(readFileSync(join(folder, 'metafile-esm.json'), 'utf8'));
writeFileSync(
  join(folder, 'third-party-notices.txt'),
  renderNotices(bundledPackages(metafile, process.cwd())),
);
