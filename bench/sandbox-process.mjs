import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const cli = join(import.meta.dirname, '..', 'apps', 'cli', 'dist', 'main.js');

/** Starts `certbridge sandbox` in a process of its own; gives what it prints, and a way to end it. */
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
      // The document is not complete yet.
    }
  }
  throw new Error('the sandbox did not start');
}
