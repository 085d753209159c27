import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const cli = join(import.meta.dirname, '..', 'apps', 'cli', 'dist', 'main.js');
const preload = pathToFileURL(join(import.meta.dirname, 'report-usage.mjs')).href;

/** Runs a certbridge command like an operator; returns its summary and the resource usage of the process. */
export async function runCommand(...parameters) {
  const folder = await mkdtemp(join(tmpdir(), 'certbridge-usage-'));
  const usageFile = join(folder, 'usage.json');
  try {
    const child = spawn(process.execPath, ['--import', preload, cli, ...parameters.map(String), '--json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, BENCH_USAGE_FILE: usageFile },
    });
    const ended = once(child, 'exit');
    const output = await text(child.stdout);
    const [exitCode] = await ended;
    if (output === '') throw new Error(`certbridge ${parameters[0]} ended with ${exitCode} and no result`);
    const summary = JSON.parse(output);
    return { summary, ...JSON.parse(await readFile(usageFile, 'utf8')) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
