import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

const cli = join(import.meta.dirname, '..', 'apps', 'cli', 'dist', 'main.js');

/** Starts a certbridge command that goes on; returns its first line of output, its process id, and `stop`. */
export function startProcess(...parameters) {
  return start(cli, parameters);
}

/** Starts another program that goes on. */
startProcess.node = (script, ...parameters) => start(script, parameters);

/** Runs a certbridge command to its end; returns what it prints. */
startProcess.toEnd = async (...parameters) => {
  const child = spawn(process.execPath, [cli, ...parameters.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const output = await text(child.stdout);
  const [exitCode] = await ended;
  if (exitCode !== 0) throw new Error(`certbridge ${parameters[0]} ended with ${exitCode}`);
  return output;
};

async function start(script, parameters) {
  const child = spawn(process.execPath, [script, ...parameters.map(String)], {
    // Logs of ten thousand orders.
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    child.stdout.resume();
    const stop = async () => {
      child.kill();
      await ended;
    };
    return { firstLine: line.trim(), pid: child.pid, stop };
  }
  throw new Error(`${script} did not start`);
}
