#!/usr/bin/env node
import { runCli } from './run-cli.ts';

const interruption = new AbortController();
// SIGBREAK is Ctrl-Break on Windows, and how its Task Scheduler asks a console program to end.
const signals = process.platform === 'win32' ? ['SIGINT', 'SIGTERM', 'SIGBREAK'] : ['SIGINT', 'SIGTERM'];
for (const signal of signals) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
  });
}
// A reader that closes the pipe early, as `head` does, is no fault of ours.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interruption.signal,
});
