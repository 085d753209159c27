import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFigures, replaceFigures } from '../readme.mjs';
import { root } from './command.mjs';
import { installedWith } from './install.mjs';

/** The only packages that rest-client may install. */
const restClientNeeds = ['ky', 'undici', 'valibot'];

/** Compares the size of a package, and what is installed with it, with its README; or writes them there. */
export function checkSizes({ directory, name, packed, unpacked, readme }, folder, { update }) {
  const packages = installedWith(name, folder);
  const figures = { packed, unpacked, packages };
  if (update) writeFileSync(join(root, directory, 'README.md'), replaceFigures(readme, figures));
  console.log(`${name}: ${packed} bytes packed, ${unpacked} unpacked, ${packages.length} other packages`);
  const problems = update ? [] : checkFigures(readme, figures);
  if (name === '@certbridge/rest-client' && packages.join() !== restClientNeeds.join()) {
    problems.push(`installs ${packages.join(', ')}`);
  }
  return problems.map((problem) => `${name} ${problem}`);
}
