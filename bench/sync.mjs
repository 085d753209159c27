// Measures whole syncs against the simulated systems: calls, wall time against the bound set by latency and concurrency,
// CPU and peak memory. Only prints the ratios; nothing here passes or fails.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configure, forgetState, replaceBannedCharacters } from './configuration.mjs';
import { countWrites } from './count-writes.mjs';
import { printMachine, printTable } from './print-table.mjs';
import { runCommand } from './run-command.mjs';
import { startSandboxProcess } from './sandbox-process.mjs';

const certificates = 2000;
const latencyMs = 40;
const concurrency = 16;

/** Measures a first and a second sync with each read strategy, and prints a table. */
export async function benchSync() {
  const folder = await mkdtemp(join(tmpdir(), 'certbridge-bench-'));
  const configDir = join(folder, 'config');
  const options = ['--certificates', certificates, '--latency', latencyMs, '--write-config', configDir];
  const sandbox = await startSandboxProcess(...options);
  try {
    await replaceBannedCharacters(configDir);
    const rows = [];
    for (const readStrategy of ['auto', 'details']) {
      await configure(configDir, { readStrategy });
      // The first responses of the simulated systems are slow, which must not count as time of the sync.
      await runCommand('sctokf', '--config-dir', configDir, '--dry-run');
      await fetch(`${sandbox.management.url}/reset`, { method: 'POST' });
      await forgetState(configDir);
      for (const turn of ['first', 'second']) {
        rows.push(
          await measure(sandbox, { name: `${turn} sctokf, readStrategy ${readStrategy}`, configDir }),
        );
      }
    }
    printMachine();
    console.log(
      `${certificates} certificates, latency ${latencyMs} ms, ${concurrency} in flight; bound = calls × latency ÷ in flight\n`,
    );
    printTable(rows);
  } finally {
    sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(sandbox, { name, configDir }) {
  const before = await countWrites(sandbox);
  const result = await runCommand('sctokf', '--config-dir', configDir, '--concurrency', concurrency);
  const after = await countWrites(sandbox);
  const { calls, exitCode } = result.summary;
  const boundMs = ((calls.sectigo + calls.keyfactor) * latencyMs) / concurrency;
  return {
    case: name,
    'exit code': exitCode,
    'calls SCM': calls.sectigo,
    'calls Command': calls.keyfactor,
    writes: after.scm + after.command - before.scm - before.command,
    'wall s': (result.wallMs / 1000).toFixed(2),
    'bound s': (boundMs / 1000).toFixed(2),
    ratio: (result.wallMs / boundMs).toFixed(2),
    'CPU s': (result.cpuMs / 1000).toFixed(2),
    'peak MB': result.peakMemoryMb.toFixed(0),
  };
}
