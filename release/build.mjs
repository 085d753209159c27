// Builds what is released besides the packages, into the folder `files` beside this file: the executables for Linux and
// Windows, the package of the CLI, an archive of deploy/, a bill of materials, licenses and checksums. Runs on Linux, x64.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledPackages } from '../scripts/bundled-packages.mjs';
import { renderNotices } from '../scripts/third-party-notices.mjs';
import { bundleProgram } from './bundle-program.mjs';
import { checksumFile, listChecksums } from './checksums.mjs';
import { buildLinuxExecutable, buildWindowsExecutable } from './executable.mjs';
import { installRuntimes } from './runtimes.mjs';
import { createSbom } from './sbom.mjs';

const root = join(import.meta.dirname, '..');
const cli = join(root, 'apps', 'cli');
const files = join(import.meta.dirname, 'files');
const { version } = JSON.parse(readFileSync(join(cli, 'package.json'), 'utf8'));

const folder = mkdtempSync(join(tmpdir(), 'certbridge-release-'));
try {
  rmSync(files, { recursive: true, force: true });
  mkdirSync(files);
  await buildFiles();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function buildFiles() {
  const runtimes = installRuntimes();
  const { script, metafile } = await bundleProgram(folder);
  console.log(`Certbridge ${version} in Node.js ${runtimes.version}`);
  await buildLinuxExecutable(join(files, 'certbridge-linux-x64'), { script, runtimes, folder });
  await buildWindowsExecutable(join(files, 'certbridge-win-x64.exe'), { script, runtimes, version, folder });
  packCli();
  packDeploy();
  copyFileSync(join(root, 'LICENSE'), join(files, 'LICENSE'));
  writeJson(
    'certbridge.cdx.json',
    createSbom(metafile, { directory: process.cwd(), node: runtimes.version }),
  );
  const node = {
    name: 'Node.js',
    version: runtimes.version,
    license: 'MIT',
    texts: [runtimes.license.trim()],
  };
  const packages = bundledPackages(JSON.parse(readFileSync(metafile, 'utf8')), process.cwd());
  writeFileSync(join(files, 'third-party-notices.txt'), renderNotices([node, ...packages]));
  const checksums = listChecksums(files);
  writeFileSync(join(files, checksumFile), checksums);
  console.log(checksums);
}

/** The package holds all that the program needs, so that npm installs it without a registry. */
function packCli() {
  const { status, stderr } = spawnSync('pnpm', ['pack', '--pack-destination', folder], {
    cwd: cli,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`pnpm could not pack the CLI:\n${stderr}`);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  copyFileSync(join(folder, tarball), join(files, 'certbridge-cli.tgz'));
}

/** Into one file, since a release has no folders: each file that the checksums name can be downloaded. */
function packDeploy() {
  const archive = join(files, 'deploy.tar.gz');
  const { status, stderr } = spawnSync(
    'tar',
    ['--create', '--gzip', '--sort=name', '--owner=0', '--group=0', '--file', archive, 'deploy'],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`tar could not pack deploy/:\n${stderr}`);
}

function writeJson(name, value) {
  writeFileSync(join(files, name), `${JSON.stringify(value, null, 2)}\n`);
}
