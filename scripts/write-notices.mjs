// Writes the licenses of what a bundle holds from the registry beside it, as most of them require:
// `node write-notices.mjs FOLDER`, in the folder of the package. The bundler has left its metafile in FOLDER.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledPackages } from './bundled-packages.mjs';

const [folder] = process.argv.slice(2);
const metafile = JSON.parse(readFileSync(join(folder, 'metafile-esm.json'), 'utf8'));
const packages = bundledPackages(metafile, process.cwd());
const notices = packages.map(({ name, version, license, texts }) =>
  [`${name} ${version} (${license})`, ...texts].join('\n\n'),
);
writeFileSync(
  join(folder, 'third-party-notices.txt'),
  `${['This program contains the following packages.', ...notices].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`,
);
