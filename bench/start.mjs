// Measures what it takes to start: `certbridge --version` beside an empty program of Node and `node --version`, which
// ends before it starts JavaScript. Wall time of a process, and CPU time of many in turn.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printMachine, printTable } from './print-table.mjs';

const root = join(import.meta.dirname, '..');
const rounds = 7;
/** CPU times are told in hundredths of a second. */
const startsPerRound = 10;
/** Times what an empty program takes. */
const limit = 2.5;

/** Prints the comparison; sets exit code 1 if the limit is exceeded. */
export async function benchStart() {
  const folder = mkdtempSync(join(tmpdir(), 'certbridge-start-'));
  try {
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, '');
    const executable = join(root, 'release', 'files', 'certbridge-linux-x64');
    const ways = [
      { name: 'node --version', command: [process.execPath, '--version'] },
      { name: 'node empty.mjs', command: [process.execPath, empty] },
      {
        name: 'certbridge --version',
        command: [process.execPath, join(root, 'apps', 'cli', 'dist', 'main.js'), '--version'],
      },
      {
        name: 'certbridge --help',
        command: [process.execPath, join(root, 'apps', 'cli', 'dist', 'main.js'), '--help'],
      },
      ...(existsSync(executable)
        ? [{ name: 'executable, --version', command: [executable, '--version'] }]
        : []),
    ].map((way) => ({ ...way, cpu: [], wall: [] }));
    for (let round = 0; round < rounds; round += 1) for (const way of ways) measure(way);
    print(ways);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts a program several times; the shell tells the CPU time of its children. */
function measure({ command, cpu, wall }) {
  const script = `for i in $(seq ${startsPerRound}); do "$@" >/dev/null || exit 1; done; times`;
  const started = performance.now();
  const { status, stdout } = spawnSync('bash', ['-c', script, 'start', ...command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')} failed`);
  wall.push((performance.now() - started) / startsPerRound);
  const [, children] = stdout.trim().split('\n');
  const seconds = children.split(' ').map((time) => {
    const [minutes, rest] = time.split('m');
    return Number(minutes) * 60 + Number.parseFloat(rest);
  });
  cpu.push((seconds.reduce((sum, value) => sum + value, 0) / startsPerRound) * 1000);
}

function print(ways) {
  const [bare, empty] = ways;
  printMachine();
  console.log(`median of ${rounds} rounds of ${startsPerRound} starts each, in turn\n`);
  const rows = ways.map(({ name, cpu, wall }) => ({
    start: name,
    'CPU, ms': median(cpu).toFixed(1),
    'wall, ms': median(wall).toFixed(1),
    '÷ empty program': (median(cpu) / median(empty.cpu)).toFixed(2),
    '÷ node --version': (median(cpu) / median(bare.cpu)).toFixed(2),
  }));
  printTable(rows);
  const version = ways.find(({ name }) => name === 'certbridge --version');
  const isKept = median(version.cpu) <= limit * median(empty.cpu);
  console.log(`\nat most ${limit} × the CPU time of an empty program: ${isKept ? 'kept' : 'MISSED'}`);
  if (!isKept) process.exitCode = 1;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
