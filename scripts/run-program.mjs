import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs the program with the terminal, input and output of this process, and returns its exit code.
 *
 * It ends by itself when interrupted; this process waits for that.
 *
 * @param {string} node that runs it
 * @param {readonly string[]} parameters
 */
export async function runProgram(node, parameters) {
  const child = spawn(node, parameters, { stdio: 'inherit' });
  // The terminal sends Ctrl-C to both; anything else comes to this process alone.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code, signal] = await once(child, 'exit');
  return code ?? (signal === 'SIGINT' ? 130 : 1);
}
