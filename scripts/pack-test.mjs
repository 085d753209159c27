// Packs every public package, has publint and attw look at the tarballs, installs them once, and uses them as others do: compiles
// and runs the first example of each README by import and by require(), compiles the others in TypeScript, runs the consumers of
// examples/consumers and unusual ones, installs the CLI as a program, and compares the sizes with the READMEs. With `--update` the
// sizes are written into the READMEs instead.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkConsumers } from './packed/check-consumers.mjs';
import { checkDeclarationMaps } from './packed/check-declaration-maps.mjs';
import { checkProgram } from './packed/check-program.mjs';
import { checkReadmes } from './packed/check-readmes.mjs';
import { checkSizes } from './packed/check-sizes.mjs';
import { checkTarballs } from './packed/check-tarballs.mjs';
import { installAll, packAll } from './packed/install.mjs';

const update = process.argv.includes('--update');
const folder = mkdtempSync(join(tmpdir(), 'certbridge-pack-'));
try {
  const problems = await packTest();
  for (const problem of problems) console.error(`  not as it should be: ${problem}`);
  console.log(problems.length === 0 ? '\nEvery package installs and runs as its README says.' : '');
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function packTest() {
  const packages = await packAll(folder);
  const unfit = await checkTarballs(packages);
  if (unfit.length > 0) return unfit;
  console.log(`\nInstalling ${packages.length} packages …`);
  await installAll(packages, folder);
  return [
    ...packages.flatMap((each) => checkSizes(each, folder, { update })),
    ...packages.flatMap((each) => checkDeclarationMaps(each, folder)),
    ...(await checkReadmes(packages, folder)),
    ...(await checkConsumers(packages, folder)),
    ...(await checkProgram(packages, folder)),
  ];
}
