// Shared by the demos: a temporary folder, the simulated systems in a process, and checks that end a demo.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The root of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const cli = join(root, 'apps', 'cli', 'dist', 'main.js');
const { values: given } = parseArgs({ options: { program: { type: 'string' } } });

/** Starts the program as a process: the built one, or the executable that `--program FILE` names. */
export function startProgram(parameters, options) {
  return given.program === undefined
    ? spawn(process.execPath, [cli, ...parameters], options)
    : spawn(resolve(given.program), parameters, options);
}

/** Creates a folder for a demo. `play` runs the demo, cleans up, and sets exit code 1 if it fails. */
export async function openStage(name) {
  const folder = await mkdtemp(join(tmpdir(), `certbridge-${name}-`));
  const configDir = join(folder, 'config');
  let sandboxProcess;
  return {
    folder,
    configDir,

    async play(demo) {
      try {
        await demo();
      } catch (error) {
        console.error(`\nThe demo failed: ${error.message}`);
        process.exitCode = 1;
      } finally {
        sandboxProcess?.kill();
        await rm(folder, { recursive: true, force: true });
      }
    },

    /** Starts `certbridge sandbox` and returns what it prints: addresses and credentials. */
    async startSandbox({ certificates }) {
      const parameters = ['--json', '--certificates', String(certificates), '--write-config', configDir];
      sandboxProcess = startProgram(['sandbox', ...parameters], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let text = '';
      for await (const line of createInterface({ input: sandboxProcess.stdout })) {
        text += line;
        try {
          return JSON.parse(text);
        } catch {
          // The document isn't complete yet.
        }
      }
      throw new Error('the sandbox did not start');
    },

    /** Runs the program in the folder, like an operator. */
    run(...parameters) {
      return new Promise((resolve, reject) => {
        const child = startProgram(parameters, {
          cwd: folder,
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let stdout = '';
        let stderr = '';
        child.stdout.setEncoding('utf8').on('data', (chunk) => {
          stdout += chunk;
        });
        child.stderr.setEncoding('utf8').on('data', (chunk) => {
          stderr += chunk;
        });
        child.on('error', reject);
        child.on('close', (code) => resolve({ code, stdout, stderr }));
      });
    },
  };
}

/**
 * Calls one of the simulated systems; throws if it responds with an error.
 *
 * No connection is kept: while a demo waits for curl it would not notice that the other side has closed it.
 */
export async function call(url, init) {
  const type = init?.body === undefined ? {} : { 'content-type': 'application/json' };
  const headers = { connection: 'close', ...type };
  const response = await fetch(url, { headers, ...init });
  if (!response.ok)
    throw new Error(`${init?.method ?? 'GET'} ${new URL(url).pathname} returned ${response.status}`);
  return response.status === 204 ? undefined : response.json();
}

/** Ends the demo if a check fails. */
export function check(holds, what) {
  if (!holds) throw new Error(`not as expected: ${what}`);
  console.log(`  ok: ${what}`);
}

/** Prints the title of a step. */
export function title(text) {
  console.log(`\n== ${text}`);
}
