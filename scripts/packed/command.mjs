import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const windows = process.platform === 'win32';

/**
 * Runs a command to its end. Throws if it fails, unless it may.
 *
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{cwd: string, mayFail?: boolean}} options
 * @returns {Promise<{status: number | null, stdout: string, stderr: string}>}
 */
export async function run(command, parameters, { cwd, mayFail = false }) {
  // On Windows npm, pnpm and linked programs are .cmd files, which need a shell.
  const shell = windows && command !== process.execPath;
  const child = spawn(command, parameters, { cwd, shell, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = [child.stdout, child.stderr].map(async (stream) => {
    let text = '';
    for await (const chunk of stream.setEncoding('utf8')) text += chunk;
    return text;
  });
  const status = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const [stdout, stderr] = await Promise.all(texts);
  if (status !== 0 && !mayFail) {
    throw new Error(`${command} ${parameters.join(' ')} failed:\n${stdout}${stderr}`);
  }
  return { status, stdout, stderr };
}

/** Runs the workspace's TypeScript in a folder. */
export function tsc(folder, ...parameters) {
  const compiler = `${root}/node_modules/typescript/bin/tsc`;
  return run(process.execPath, [compiler, ...parameters], { cwd: folder, mayFail: true });
}
