// Runs one certbridge command in a process of its own and reports what it cost to the parent.
import { runCli } from '@certbridge/cli';

let stdout = '';
const started = performance.now();
const exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  stdout: {
    write: (text) => {
      stdout += text;
      return true;
    },
  },
  stderr: { write: () => true },
  signal: new AbortController().signal,
});
const wallMs = performance.now() - started;
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
process.send?.({
  exitCode,
  summary: JSON.parse(stdout),
  wallMs,
  cpuMs: (userCPUTime + systemCPUTime) / 1000,
  peakMemoryMb: maxRSS / 1024,
});
