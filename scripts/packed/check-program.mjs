import { join } from 'node:path';
import { run } from './command.mjs';

const windows = process.platform === 'win32';

/** Installs the CLI as a program without a registry, and starts it through the link that npm makes. */
export async function checkProgram(packages, folder) {
  const { tarball } = packages.find(({ name }) => name === '@certbridge/cli');
  const prefix = join(folder, 'global');
  const options = ['--prefix', prefix, '--offline', '--cache', join(folder, 'empty-cache'), '--no-audit'];
  await run('npm', ['install', '--global', ...options, tarball], { cwd: folder });
  // Not with npx: if npx provided this Node, its environment has the packages from that call.
  const program = windows ? join(prefix, 'certbridge') : join(prefix, 'bin', 'certbridge');
  const { status, stdout, stderr } = await run(program, ['--version'], { cwd: folder, mayFail: true });
  if (status !== 0) return [`certbridge --version fails:\n${stderr}`];
  console.log(`installed globally without a registry, certbridge --version: ${stdout.trim()}`);
  return [];
}
