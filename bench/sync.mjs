// Measures whole syncs against the simulated systems: calls, wall time against the bound that latency and concurrency
// set, CPU and peak memory. Prints ratios of one run; nothing here passes or fails.
import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printMachine, printTable } from './print-table.mjs';
import { startSandboxProcess } from './sandbox-process.mjs';

const certificates = 2000;
const latencyMs = 40;
const concurrency = 16;
const syncProcess = join(import.meta.dirname, 'sync-process.mjs');

export async function benchSync() {
  const folder = await mkdtemp(join(tmpdir(), 'certbridge-bench-'));
  const configDir = join(folder, 'config');
  const options = ['--certificates', certificates, '--latency', latencyMs, '--write-config', configDir];
  const sandbox = await startSandboxProcess(...options);
  try {
    await prepare(configDir);
    const rows = [];
    for (const readStrategy of ['auto', 'details']) {
      await fetch(`${sandbox.management.url}/reset`, { method: 'POST' });
      await configure(configDir, { readStrategy });
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

/** Lets a first run find the banned characters and fills in their replacements. */
async function prepare(configDir) {
  await sync('sctokf', configDir);
  const file = join(configDir, 'bannedcharacters.json');
  const entries = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify(entries.map((entry) => ({ ...entry, replacementCharacter: '_' }))));
}

async function configure(configDir, settings) {
  const file = join(configDir, 'config.json');
  const { config, ...rest } = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...rest, config: { ...config, ...settings } }));
}

async function measure(sandbox, { name, configDir }) {
  const before = await countWrites(sandbox);
  const result = await sync('sctokf', configDir);
  const { calls } = result.summary;
  const total = calls.sectigo + calls.keyfactor;
  const boundMs = (total * latencyMs) / concurrency;
  return {
    case: name,
    'exit code': result.exitCode,
    'calls SCM': calls.sectigo,
    'calls Command': calls.keyfactor,
    writes: (await countWrites(sandbox)) - before,
    'wall s': (result.wallMs / 1000).toFixed(2),
    'bound s': (boundMs / 1000).toFixed(2),
    ratio: (result.wallMs / boundMs).toFixed(2),
    'CPU s': (result.cpuMs / 1000).toFixed(2),
    'peak MB': result.peakMemoryMb.toFixed(0),
  };
}

function sync(mode, configDir) {
  return new Promise((resolve, reject) => {
    const parameters = [mode, '--config-dir', configDir, '--json', '--concurrency', String(concurrency)];
    const child = fork(syncProcess, parameters);
    child.on('message', resolve);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`the sync process ended with ${code} and no result`)));
  });
}

/** Writes that both systems received so far. */
async function countWrites({ management }) {
  const response = await fetch(`${management.url}/requests/summary`);
  const { scm, command } = await response.json();
  const operations = [...Object.entries(scm.byOperation), ...Object.entries(command.byOperation)];
  const writes = operations.filter(([operation]) => /^(create|update|delete)/.test(operation));
  return writes.reduce((sum, [, count]) => sum + count, 0);
}
