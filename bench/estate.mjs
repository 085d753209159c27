import { fork } from 'node:child_process';
import { join } from 'node:path';

const program = join(import.meta.dirname, 'estate-process.mjs');

/** Starts a sandbox in which nothing is left to sync, in a process of its own; gives its addresses, and a way to end it. */
export function startSyncedEstate(options) {
  const child = fork(program, [JSON.stringify(options)]);
  return new Promise((resolve, reject) => {
    child.once('message', (addresses) => resolve({ ...addresses, stop: () => child.kill() }));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code} before it was ready`)));
  });
}
