// Runs every script of the root package.json, such as `npm run demo` or `pnpm demo`. If Node and pnpm are recent enough it
// runs the task; otherwise it fetches both through npx and runs itself again.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BuiltProgram } from './built-program.mjs';
import { runProgram } from './run-program.mjs';
import { nodeFits, nodeToFetch, pnpmFits } from './runtime.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const [task, ...args] = process.argv.slice(2);
process.env.TURBO_TELEMETRY_DISABLED = '1';

const program = new BuiltProgram(root);

const quickTests = [
  ...['src/', 'apps/cli/test/sync-both.test.ts'],
  ...[
    'certificate-index',
    'issued-writer',
    'arbitrary-response',
    'read-by-offset',
    'page-ends',
    'contract',
    'memory-ledger',
    'hide-secrets',
    'read-plan-lines',
  ].flatMap((name) => ['--exclude', `**/src/**/${name}.test.ts`]),
];

/** Exit status of the last child, to exit with. */
let lastStatus = null;

const tasks = {
  build: () => turbo('build'),
  typecheck: () => turbo('typecheck'),
  lint: () => pnpm('exec', 'biome', 'ci', '.'),
  test: () => pnpm('exec', 'vitest', 'run', ...args),
  // What fits into a minute: the tests beside the sources, but for those that fill databases or try thousands of cases, and a sync both ways over HTTP.
  'test:quick': () => pnpm('exec', 'vitest', 'run', ...quickTests, ...args),
  demo: () => turbo('build') && node('scripts/demo.mjs', ...args),
  'demo:ca': () => turbo('build') && node('scripts/demo-ca.mjs', ...args),
  'demo:gateway': () => turbo('build') && node('scripts/demo-gateway.mjs', ...args),
  bench: () => turbo('build') && node('bench/bench.mjs', ...args),
  // Fails on a broken link and on an undocumented exported type or class.
  docs: () => pnpm('--dir', 'docs', 'run', 'generate'),
  certbridge: () => program.build(buildQuietly) && runBuiltProgram(process.execPath),
  'check:packages': () => turbo('build') && node('scripts/pack-test.mjs', ...args),
  'build:release': () => turbo('build') && node('release/build.mjs', ...args),
  'check:release': () => node('release/check.mjs', ...args),
};

if (!Object.hasOwn(tasks, task ?? '')) {
  console.error(`usage: node scripts/run.mjs ${Object.keys(tasks).join('|')} [arguments]`);
  process.exitCode = 2;
} else if (task === 'certbridge' && program.findNode() !== undefined) {
  await runBuiltProgram(program.findNode());
  process.exitCode = lastStatus;
} else if (nodeFits(process.versions.node) && pnpmFits(pnpmVersion())) {
  process.exitCode = install() && (await tasks[task]()) ? 0 : (lastStatus ?? 1);
} else {
  process.exitCode = enterAgain();
}

/** Runs this script again with a suitable Node and pnpm from the registry. */
function enterAgain() {
  if (process.env.CERTBRIDGE_ENTERED_AGAIN === '1') {
    console.error(
      `Node ${process.versions.node} with pnpm ${pnpmVersion() || '(none)'} does not fit, and npx did not bring better ones.`,
    );
    return 1;
  }
  console.error('Fetching Node 22 or 24 and pnpm 12 for this run …');
  const packages = [
    '-y',
    '--loglevel=error',
    '-p',
    nodeToFetch(process.platform, process.arch),
    '-p',
    'pnpm@12',
  ];
  const env = { ...process.env, CERTBRIDGE_ENTERED_AGAIN: '1' };
  return run('npx', [...packages, 'node', join('scripts', 'run.mjs'), task, ...args], { env })
    ? 0
    : (lastStatus ?? 1);
}

function install() {
  return quietly('pnpm', 'install', '--frozen-lockfile');
}

/** Builds with nothing on standard output, which belongs to the program. */
function buildQuietly() {
  console.error('Building certbridge …');
  return quietly('pnpm', 'exec', 'turbo', 'run', 'build', '--output-logs=errors-only');
}

async function runBuiltProgram(node) {
  lastStatus = await runProgram(node, [program.file, ...args]);
  return lastStatus === 0;
}

/** Runs a command whose output matters only if it fails. */
function quietly(command, ...parameters) {
  const result = spawnSync(command, parameters, { cwd: root, encoding: 'utf8', shell: windows });
  lastStatus = result.status;
  if (result.status !== 0) console.error(result.stdout, result.stderr);
  return result.status === 0;
}

function turbo(name) {
  // The full log matters only if something fails.
  return pnpm('exec', 'turbo', 'run', name, '--output-logs=errors-only');
}

function pnpmVersion() {
  const result = spawnSync('pnpm', ['--version'], { cwd: root, encoding: 'utf8', shell: windows });
  return result.status === 0 ? result.stdout.trim() : '';
}

function pnpm(...parameters) {
  return run('pnpm', parameters);
}

function node(...parameters) {
  return run(process.execPath, parameters, { shell: false });
}

function run(command, parameters, options = {}) {
  // On Windows npx and pnpm are .cmd files, which need a shell.
  const result = spawnSync(command, parameters, { cwd: root, stdio: 'inherit', shell: windows, ...options });
  lastStatus = result.status;
  return result.status === 0;
}
