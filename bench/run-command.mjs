import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const cli = join(import.meta.dirname, '..', 'apps', 'cli', 'dist', 'main.js');
const preload = pathToFileURL(join(import.meta.dirname, 'report-usage.mjs')).href;

/** Runs a command of certbridge as an operator would; gives its summary and what the process cost from start to end. */
export async function runCommand(...parameters) {
  const folder = await mkdtemp(join(tmpdir(), 'certbridge-usage-'));
  const usageFile = join(folder, 'usage.json');
  try {
    const child = spawn(process.execPath, ['--import', preload, cli, ...parameters.map(String), '--json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, BENCH_USAGE_FILE: usageFile },
    });
    const summary = JSON.parse(await text(child.stdout));
    // Standard output ends before the process does.
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
    return { summary, ...JSON.parse(await readFile(usageFile, 'utf8')) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
