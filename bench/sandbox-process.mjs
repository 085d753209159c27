import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const cli = join(import.meta.dirname, '..', 'apps', 'cli', 'dist', 'main.js');

/** Starts `certbridge sandbox` in its own process; returns what it prints, and `stop`. */
export async function startSandboxProcess(...options) {
  const child = spawn(process.execPath, [cli, 'sandbox', '--json', ...options.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const line of createInterface({ input: child.stdout })) {
    text += line;
    try {
      return { ...JSON.parse(text), stop: () => child.kill() };
    } catch {
      // The document isn't complete yet.
    }
  }
  throw new Error('the sandbox did not start');
}
