#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { hideSqliteWarning } from './hide-sqlite-warning.ts';
import { runCli } from './run-cli.ts';
import { toTextOutput } from './text-output.ts';

hideSqliteWarning(process);
// Long lists are decoded and let go. Left alone, V8 grows the room for young objects to some hundred megabytes meanwhile.
setFlagsFromString('--semi-space-growth-factor=1');

const interruption = new AbortController();
// SIGBREAK is Ctrl-Break on Windows, and how its Task Scheduler asks a console program to end.
const signals = process.platform === 'win32' ? ['SIGINT', 'SIGTERM', 'SIGBREAK'] : ['SIGINT', 'SIGTERM'];
for (const signal of signals) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
  });
}

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  stdout: toTextOutput(process.stdout),
  stderr: toTextOutput(process.stderr),
  signal: interruption.signal,
});
