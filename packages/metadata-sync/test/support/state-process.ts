import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { certificateAt, runStart } from './state-files.ts';

/** Runs a program in a process of its own, with `openStateStore`, `file`, `run` and `certificates` at hand. */
export function startProcess(program: string, file: string) {
  const preamble = `
    const { openStateStore } = await import(${JSON.stringify(new URL('../../src/state/open-state-store.ts', import.meta.url).href)});
    const file = ${JSON.stringify(file)};
    const run = ${JSON.stringify(runStart(1))};
    const certificates = ${JSON.stringify([certificateAt(1), certificateAt(2)])};
  `;
  const options = ['--no-warnings', '--conditions', '@certbridge/source', '--input-type=module'];
  const child = spawn(process.execPath, [...options, '-e', preamble + program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** What a process writes until it ends. */
export async function outputOf(program: string, file: string): Promise<string> {
  const child = startProcess(program, file);
  const output = await Array.fromAsync(child.stdout);
  return Buffer.concat(output).toString().trim();
}
