import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'postject';
import { brandWindowsProgram } from './windows-program.mjs';

/** Marks the place in Node.js that says whether there is a program in it. */
const sentinelFuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/**
 * Builds the executable for Linux.
 *
 * @param {string} file to write
 * @param {{script: string, runtimes: {linux: string}, folder: string}} parts and a folder for what is between
 */
export async function buildLinuxExecutable(file, { script, runtimes, folder }) {
  const blob = prepareBlob({ script, node: runtimes.linux, folder, useCodeCache: true });
  writeFileSync(file, readFileSync(runtimes.linux));
  chmodSync(file, 0o755);
  await inject(file, 'NODE_SEA_BLOB', blob, { sentinelFuse });
}

/**
 * Builds the executable for Windows, on Linux; without compiled code, which only the same Node.js could make.
 *
 * @param {string} file to write
 * @param {{script: string, runtimes: {linux: string, windows: string}, version: string, folder: string}} parts
 */
export async function buildWindowsExecutable(file, { script, runtimes, version, folder }) {
  const blob = prepareBlob({ script, node: runtimes.linux, folder, useCodeCache: false });
  writeFileSync(file, brandWindowsProgram(readFileSync(runtimes.windows), { version }));
  await inject(file, 'NODE_SEA_BLOB', blob, { sentinelFuse });
}

function prepareBlob({ script, node, folder, useCodeCache }) {
  const output = join(folder, 'certbridge.blob');
  const configuration = join(folder, 'sea.json');
  writeFileSync(
    configuration,
    JSON.stringify({ main: script, output, useCodeCache, disableExperimentalSEAWarning: true }),
  );
  const { status, stderr } = spawnSync(node, ['--experimental-sea-config', configuration], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Node.js could not prepare the program:\n${stderr}`);
  return readFileSync(output);
}
