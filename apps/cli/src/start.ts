import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { hideExperimentalWarnings } from './hide-experimental-warnings.ts';
import { runCli } from './run-cli.ts';
import { toTextOutput } from './text-output.ts';

/** A step of the watch over an interrupted run, in milliseconds: it is longer on a busy machine. */
const STEP_MS = 100;
/** How long an interrupted run may take to finish, unless it asks for more. */
const MS_TO_END = 1800;

/** Runs the program as a process. */
export async function start(): Promise<void> {
  hideExperimentalWarnings(process);
  // Long lists are decoded and dropped. By default V8 grows its young generation to some hundred megabytes meanwhile.
  setFlagsFromString('--semi-space-growth-factor=1');
  const stdout = toTextOutput(process.stdout);
  const stderr = toTextOutput(process.stderr);
  let msToEnd = MS_TO_END;
  const code = await runCli(process.argv.slice(2), {
    env: process.env,
    cwd: process.cwd(),
    stdout,
    stderr,
    signal: interruptionOf(process, () => msToEnd),
    allowTime: (milliseconds) => {
      msToEnd = milliseconds;
    },
  });
  await flush(process.stdout);
  if (stdout.failure === undefined) {
    process.exitCode = code;
    return;
  }
  stderr.write(
    `The result can't be written to standard output (${stdout.failure}). Free some space, or send it elsewhere; what a run has done is in its log file.\n`,
  );
  process.exitCode = code === 130 || code === 2 ? code : 1;
}

/** Waits until a stream has passed on what was written to it, or has failed. */
async function flush(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((resolve) => stream.write('', () => resolve()));
  await setImmediate();
}

/**
 * Returns the signal that the first Ctrl-C aborts. A second one ends the process at once, and so does anything that delays
 * the end for too long: a reader that takes nothing, a disk that doesn't respond. Every action survives that, as it does a kill.
 */
function interruptionOf(program: NodeJS.Process, msToEnd: () => number): AbortSignal {
  const interruption = new AbortController();
  // SIGBREAK is Ctrl-Break on Windows, and how its Task Scheduler asks a console program to end.
  const signals = program.platform === 'win32' ? ['SIGINT', 'SIGTERM', 'SIGBREAK'] : ['SIGINT', 'SIGTERM'];
  for (const signal of signals) {
    program.on(signal, () => {
      if (interruption.signal.aborted) program.exit(130);
      interruption.abort();
      let steps = 0;
      const watch = setInterval(() => {
        steps += 1;
        if (steps * STEP_MS < msToEnd()) return;
        program.stderr.write(
          'Stopped without waiting for what was still under way; see certbridge history and certbridge ca pending.\n',
        );
        program.exit(130);
      }, STEP_MS);
      watch.unref();
    });
  }
  return interruption.signal;
}
