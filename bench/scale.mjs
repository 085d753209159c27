// Measures a sync of many certificates: calls, wall time against the bound set by latency and concurrency, CPU time and peak
// memory of the certbridge process. Exits with 1 if a limit is exceeded.
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addManualField, configure, forgetState, replaceBannedCharacters } from './configuration.mjs';
import { countWrites } from './count-writes.mjs';
import { printMachine, printTable } from './print-table.mjs';
import { runCommand } from './run-command.mjs';
import { startSandboxProcess } from './sandbox-process.mjs';

const latencyMs = 40;
const inFlight = { sectigo: 8, keyfactor: 16 };
const pageSizes = { sectigoPageSize: 200, keyfactorPageSize: 1000 };
const firstRunSize = 10_000;
const secondRunSizes = [100_000, 400_000];
const estateProgram = join(import.meta.dirname, 'estate-process.mjs');
/** Number of details that every run reads to compare the report with them. */
const sample = 20;

/** Measures first and second runs, and prints a table. */
export async function benchScale() {
  const folder = await mkdtemp(join(tmpdir(), 'certbridge-bench-'));
  const configDir = join(folder, 'config');
  try {
    const { base, metadataFields } = await prepare(configDir);
    const [smaller, larger] = await measureSecondRuns(configDir, metadataFields);
    const [covered, details] = await measureFirstRuns(configDir);
    printMachine();
    console.log(
      `latency ${latencyMs} ms a call, ${inFlight.sectigo} calls in flight to SCM and ${inFlight.keyfactor} to Command; ` +
        'CPU time and memory of the certbridge process, start-up included\n',
    );
    printTable([base, covered, details, smaller, larger].map(renderRun));
    const checks = [
      ...checkCovered(covered),
      ...checkDetails(details),
      ...checkSecond(smaller),
      ...checkGrowth(smaller, larger),
    ];
    console.log();
    printTable(checks.map(renderCheck));
    if (checks.some(({ kept }) => !kept)) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Creates a working configuration, and measures the memory of the program by itself. */
async function prepare(configDir) {
  const sandbox = await startSandboxProcess('--certificates', 10, '--write-config', configDir);
  try {
    await replaceBannedCharacters(configDir);
    await configure(configDir, pageSizes);
    await runCommand('sctokf', '--config-dir', configDir);
    const response = await fetch(`${sandbox.management.url}/command/metadata-fields`);
    const base = await measure(sandbox, { name: 'second sctokf, 10 certificates, no latency', configDir });
    return { base, metadataFields: await response.json() };
  } finally {
    sandbox.stop();
  }
}

async function measureSecondRuns(configDir, metadataFields) {
  const runs = [];
  for (const certificates of secondRunSizes) {
    const sandbox = await startSyncedEstate({ certificates, latencyMs, metadataFields });
    try {
      await pointAt(configDir, sandbox);
      const name = `second sctokf, ${certificates.toLocaleString('en')} certificates, nothing changed`;
      runs.push(await measure(sandbox, { name, configDir }));
    } finally {
      sandbox.stop();
    }
  }
  return runs;
}

async function measureFirstRuns(configDir) {
  const sandbox = await startSandboxProcess('--certificates', firstRunSize, '--latency', latencyMs);
  const first = `first sctokf, ${firstRunSize.toLocaleString('en')} certificates`;
  try {
    await pointAt(configDir, sandbox);
    // The first responses of the simulated systems are slow, which must not count as time of the sync.
    await runCommand('sctokf', '--config-dir', configDir, '--dry-run');
    const covered = await measure(sandbox, { name: `${first}, fields that the report covers`, configDir });
    await fetch(`${sandbox.management.url}/reset`, { method: 'POST' });
    await forgetState(configDir);
    await addManualField(configDir, { sectigoName: 'validationType', metadataName: 'SectigoValidation' });
    const details = await measure(sandbox, { name: `${first}, a field of the details alone`, configDir });
    return [covered, details];
  } finally {
    sandbox.stop();
  }
}

async function pointAt(configDir, { scm, command }) {
  await forgetState(configDir);
  await configure(configDir, { sectigoAPIUrl: scm.url, keyfactorAPIUrl: command.url });
}

async function measure(sandbox, { name, configDir }) {
  const before = await countWrites(sandbox);
  const { summary, ...cost } = await runCommand(
    ...['sctokf', '--config-dir', configDir],
    ...['--sectigo-concurrency', inFlight.sectigo, '--keyfactor-concurrency', inFlight.keyfactor],
  );
  const after = await countWrites(sandbox);
  if (summary.exitCode !== 0) throw new Error(`${name} ended with ${summary.exitCode}`);
  const writes = { scm: after.scm - before.scm, command: after.command - before.command };
  return { name, certificates: summary.certificates.inScope, calls: summary.calls, writes, ...cost };
}

function renderRun({ name, certificates, calls, writes, wallMs, cpuMs, peakMemoryMb }) {
  return {
    run: name,
    'in scope': certificates,
    'calls SCM': calls.sectigo,
    'calls Command': calls.keyfactor,
    writes: writes.scm + writes.command,
    'wall s': (wallMs / 1000).toFixed(1),
    'CPU s': (cpuMs / 1000).toFixed(1),
    'CPU µs a certificate': microsPerCertificate({ cpuMs, certificates }).toFixed(0),
    'peak MB': peakMemoryMb.toFixed(0),
  };
}

function checkCovered({ name, certificates, calls, writes, wallMs }) {
  const boundMs = (writes.command * latencyMs) / inFlight.keyfactor;
  return [
    atMost(
      1,
      calls.sectigo / (certificates / 100 + sample),
      `${name}: SCM calls ÷ (1 % of certificates + sample)`,
    ),
    atMost(1.15, wallMs / boundMs, `${name}: wall time ÷ (Command writes × latency ÷ in flight)`),
  ];
}

/** Nothing may be written before everything is read and checked, so both parts of the bound add up. */
function checkDetails({ name, calls, wallMs }) {
  const boundMs = (calls.sectigo / inFlight.sectigo + calls.keyfactor / inFlight.keyfactor) * latencyMs;
  return [atMost(1.15, wallMs / boundMs, `${name}: wall time ÷ (calls × latency ÷ in flight)`)];
}

function checkSecond(run) {
  const { name, calls, writes, peakMemoryMb } = run;
  return [
    atMost(0, writes.scm + writes.command, `${name}: writes`),
    atMost(1, (calls.sectigo + calls.keyfactor) / 1300, `${name}: calls ÷ 1,300`),
    atMost(1, microsPerCertificate(run) / 150, `${name}: CPU time ÷ 150 µs a certificate`),
    atMost(1, peakMemoryMb / 300, `${name}: peak memory ÷ 300 MB`),
  ];
}

function checkGrowth(smaller, larger) {
  const { name, writes } = larger;
  const callsOf = ({ calls }) => calls.sectigo + calls.keyfactor;
  return [
    atMost(0, writes.scm + writes.command, `${name}: writes`),
    atMost(4.2, callsOf(larger) / callsOf(smaller), `${name}: calls ÷ those of a quarter`),
    atMost(4.2, larger.cpuMs / smaller.cpuMs, `${name}: CPU time ÷ that of a quarter`),
    atMost(1.5, larger.peakMemoryMb / smaller.peakMemoryMb, `${name}: peak memory ÷ that of a quarter`),
  ];
}

function microsPerCertificate({ cpuMs, certificates }) {
  return (cpuMs * 1000) / certificates;
}

function atMost(limit, measured, what) {
  return { what, measured, limit, kept: measured <= limit };
}

function renderCheck({ what, measured, limit, kept }) {
  return {
    what,
    measured: Number.isInteger(measured) ? measured : measured.toFixed(2),
    'at most': limit,
    '': kept ? 'kept' : 'MISSED',
  };
}

/** Starts a sandbox with nothing left to sync, in its own process; returns its addresses and `stop`. */
function startSyncedEstate(options) {
  const child = fork(estateProgram, [JSON.stringify(options)]);
  return new Promise((resolve, reject) => {
    child.once('message', (addresses) => resolve({ ...addresses, stop: () => child.kill() }));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code} before it was ready`)));
  });
}
