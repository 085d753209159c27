// Measures whole syncs against the simulated systems: calls, wall time against the bound that latency and concurrency
// set, CPU and peak memory. Prints ratios of one run; nothing here passes or fails.
import { fork, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const certificates = 2000;
const latencyMs = 40;
const concurrency = 16;
const cli = join(import.meta.dirname, '..', 'apps', 'cli', 'dist', 'main.js');
const syncProcess = join(import.meta.dirname, 'sync-process.mjs');
const folder = await mkdtemp(join(tmpdir(), 'certbridge-bench-'));
const configDir = join(folder, 'config');
let sandboxProcess;

try {
  const sandbox = await startSandbox();
  await prepare();
  const rows = [await measure(sandbox, 'first sctokf'), await measure(sandbox, 'second sctokf')];
  print(rows);
} finally {
  sandboxProcess?.kill();
  await rm(folder, { recursive: true, force: true });
}

async function startSandbox() {
  const options = [
    '--certificates',
    String(certificates),
    '--latency',
    String(latencyMs),
    '--write-config',
    configDir,
  ];
  sandboxProcess = spawn(process.execPath, [cli, 'sandbox', '--json', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const line of createInterface({ input: sandboxProcess.stdout })) {
    text += line;
    try {
      return JSON.parse(text);
    } catch {
      // The document is not complete yet.
    }
  }
  throw new Error('the sandbox did not start');
}

/** Lets a first run find the banned characters and fills in their replacements. */
async function prepare() {
  await sync('sctokf');
  const file = join(configDir, 'bannedcharacters.json');
  const entries = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify(entries.map((entry) => ({ ...entry, replacementCharacter: '_' }))));
}

async function measure(sandbox, name) {
  const before = await countWrites(sandbox);
  const result = await sync('sctokf');
  const { calls } = result.summary;
  const total = calls.sectigo + calls.keyfactor;
  const boundMs = (total * latencyMs) / concurrency;
  return {
    case: `${name}, ${certificates} certificates`,
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

function sync(mode) {
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

function print(rows) {
  const date = new Date().toISOString().slice(0, 10);
  console.log(`${date}, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}`);
  console.log(`latency ${latencyMs} ms, ${concurrency} in flight; bound = calls × latency ÷ in flight\n`);
  const columns = Object.keys(rows[0]);
  console.log(`| ${columns.join(' | ')} |`);
  console.log(`| ${columns.map(() => '---').join(' | ')} |`);
  for (const row of rows) console.log(`| ${columns.map((column) => row[column]).join(' | ')} |`);
}
