// Measures a synchronization of the CA host: calls, and wall time against the bound set by latency and concurrency. Exits
// with 1 if a limit is exceeded.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printMachine, printTable } from './print-table.mjs';
import { runCommand } from './run-command.mjs';
import { startSandboxProcess } from './sandbox-process.mjs';

const certificates = 10_000;
const latencyMs = 40;
const inFlight = 8;
const limit = 1.15;

/** Measures two full synchronizations and an incremental one, and prints a table. */
export async function benchCa() {
  const folder = await mkdtemp(join(tmpdir(), 'certbridge-bench-'));
  const configDir = join(folder, 'config');
  const options = ['--certificates', certificates, '--latency', latencyMs, '--write-config', configDir];
  const sandbox = await startSandboxProcess(...options);
  try {
    const first = await measure(sandbox, { name: 'first ca sync --full', parameters: ['--full'], configDir });
    const second = await measure(sandbox, {
      name: 'second ca sync --full',
      parameters: ['--full'],
      configDir,
    });
    const since = await measure(sandbox, { name: 'ca sync since then', parameters: [], configDir });
    printMachine();
    console.log(
      `${certificates.toLocaleString('en')} certificates, latency ${latencyMs} ms, ${inFlight} in flight; bound = calls × latency ÷ in flight\n`,
    );
    printTable([first, second, since].map(render));
    const isKept = first.wallMs / first.boundMs <= limit && second.downloads === 0;
    console.log(
      `\nwall time of the first at most ${limit} × the bound, no download in the second: ${isKept ? 'kept' : 'MISSED'}`,
    );
    if (!isKept) process.exitCode = 1;
  } finally {
    sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(sandbox, { name, parameters, configDir }) {
  const before = await countCalls(sandbox);
  const { summary, ...cost } = await runCommand('ca', 'sync', ...parameters, '--config-dir', configDir);
  const after = await countCalls(sandbox);
  const calls = after.all - before.all;
  const boundMs = (calls * latencyMs) / inFlight;
  return { name, calls, downloads: after.downloads - before.downloads, boundMs, summary, ...cost };
}

async function countCalls({ management }) {
  const response = await fetch(`${management.url}/requests/summary`);
  const { byOperation } = (await response.json()).scm;
  const all = Object.values(byOperation).reduce((sum, count) => sum + count, 0);
  return { all, downloads: (byOperation.collectSsl ?? 0) + (byOperation.collectSslByPath ?? 0) };
}

function render({ name, calls, downloads, wallMs, boundMs, cpuMs, peakMemoryMb }) {
  return {
    run: name,
    calls,
    downloads,
    'wall s': (wallMs / 1000).toFixed(1),
    'bound s': (boundMs / 1000).toFixed(1),
    ratio: (wallMs / boundMs).toFixed(2),
    'CPU s': (cpuMs / 1000).toFixed(1),
    'peak MB': peakMemoryMb.toFixed(0),
  };
}
