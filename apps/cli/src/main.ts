#!/usr/bin/env node
import { hideSqliteWarning } from './hide-sqlite-warning.ts';
import { runCli } from './run-cli.ts';
import { toTextOutput } from './text-output.ts';

hideSqliteWarning(process);

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
