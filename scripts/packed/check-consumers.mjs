import { cpSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { checkUnusualConsumers } from './check-unusual-consumers.mjs';
import { root, run, tsc } from './command.mjs';
import { writeJson } from './install.mjs';

/** As the READMEs have it. */
const banner = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
const sources = join(root, 'examples', 'consumers');

/** Builds each project of examples/consumers from the packed packages, and runs it against the simulated systems. */
export async function checkConsumers(packages, folder) {
  const { startSandbox } = await importInstalled('@certbridge/sandbox', folder);
  const now = new Date('2026-03-01');
  const sandbox = await startSandbox({ certificates: 60, now });
  const large = await startSandbox({ certificates: 5000, now });
  try {
    sandbox.commandState.putMetadataField({ Name: 'Owner' });
    const systems = join(folder, 'systems.json');
    const csr = readFileSync(join(root, 'examples', 'request.csr'), 'utf8');
    writeJson(systems, { scm: sandbox.scm, largeScm: large.scm, command: sandbox.command, csr });
    const expected = expectedOf(sandbox, large);
    const builds = { esm: buildEsm, commonjs: buildCommonJs, javascript: copySources, bundle: buildBundle };
    const results = Object.entries(builds).map(async ([name, build]) => {
      const project = createProject(join(folder, `consumer-${name}`), name);
      const [scripts, ...problems] = await build(project);
      for (const script of problems.length === 0 ? [scripts].flat() : [])
        problems.push(...(await runPrograms(project, { script, systems, expected })));
      if (problems.length === 0) console.log(`the consumer of the kind ${name} builds and runs`);
      return problems.map((problem) => `the consumer of the kind ${name} ${problem}`);
    });
    return [
      ...(await Promise.all(results)).flat(),
      ...(await checkUnusualConsumers(packages, folder, sandbox.scm)),
    ];
  } finally {
    await Promise.all([sandbox.close(), large.close()]);
  }
}

/** What the programs must find, by the state of the systems. */
function expectedOf(sandbox, large) {
  const active = sandbox.commandState
    .certificates()
    .filter(({ state, notAfter }) => state === 1 && notAfter >= '2026-03-01');
  const matches = active.filter(({ commonName }) => commonName.includes('vpn')).length;
  const issued = large.scmState.certificates().filter(({ status }) => status === 'Issued').length;
  return {
    certificatesInChain: 3,
    setByQuery: { matches, set: matches },
    csv: { lines: active.length + 1, header: '"Id","IssuedCN"' },
    missing: 'operator',
    aborted: 'aborted',
    large: { rows: issued, ids: issued },
  };
}

function createProject(project, name) {
  cpSync(sources, project, { recursive: true });
  writeJson(join(project, 'package.json'), {
    private: true,
    type: name === 'commonjs' ? 'commonjs' : 'module',
  });
  return project;
}

async function buildEsm(project) {
  const problems = await compile(project, 'esm.tsconfig.json');
  return ['out/main.js', ...(problems.length > 0 ? problems : await runMswTest(project))];
}

async function buildCommonJs(project) {
  const problems = await compile(project, 'commonjs.tsconfig.json');
  if (problems.length > 0) return ['', ...problems];
  const script = 'out/main-commonjs.js';
  if (!readFileSync(join(project, script), 'utf8').includes('require(')) problems.push('is no CommonJS');
  return [script, ...problems, ...(await runMswTest(project))];
}

async function copySources() {
  return ['main-javascript.js'];
}

/** One file that needs no package beside it, in CommonJS or as ESM with a `require`; as ESM its packages may stay outside, too. */
async function buildBundle(project) {
  const problems = await compile(project, 'bundle.tsconfig.json');
  await esbuild(project, 'main-commonjs.ts', '--format=cjs', '--outfile=alone/bundle.cjs');
  await esbuild(project, 'main.ts', '--format=esm', `--banner:js=${banner}`, '--outfile=alone/bundle.mjs');
  await esbuild(project, 'main.ts', '--format=esm', '--packages=external', '--outfile=bundle.mjs');
  const source = readFileSync(join(project, 'alone', 'bundle.cjs'), 'utf8');
  if (/require\("(?!node:)(@certbridge|ky|undici|valibot)/.test(source))
    problems.push('leaves packages out of the bundle');
  const { status, stderr } = await run(process.execPath, ['--check', 'bundle.mjs'], {
    cwd: project,
    mayFail: true,
  });
  if (status !== 0) problems.push(`has no ESM bundle:\n${stderr}`);
  return [['alone/bundle.cjs', 'alone/bundle.mjs'], ...problems];
}

async function compile(project, config) {
  const { status, stdout } = await tsc(project, '-p', config);
  return status === 0 ? [] : [`doesn't compile:\n${stdout}`];
}

async function runMswTest(project) {
  const test = await run(process.execPath, ['--test', 'out/programs/mocked.test.js'], {
    cwd: project,
    mayFail: true,
  });
  return test.status === 0 ? [] : [`fails its own test:\n${test.stdout}${test.stderr}`];
}

async function runPrograms(project, { script, systems, expected }) {
  const { status, stdout, stderr } = await run(process.execPath, [script, systems], {
    cwd: project,
    mayFail: true,
  });
  if (status !== 0) return [`fails:\n${stdout}${stderr}`];
  const { expiring, ...found } = JSON.parse(stdout);
  const problems = isDeepStrictEqual(found, expected)
    ? []
    : [`finds ${JSON.stringify(found)} in place of ${JSON.stringify(expected)}`];
  if (!Object.values(expiring).every((count) => count > 0)) problems.push('finds nothing that expires');
  return problems;
}

function esbuild(project, ...parameters) {
  const require = createRequire(join(project, 'package.json'));
  const program = join(dirname(require.resolve('esbuild/package.json')), 'bin', 'esbuild');
  return run(
    process.execPath,
    [program, '--bundle', '--platform=node', '--log-level=warning', ...parameters],
    { cwd: project },
  );
}

function importInstalled(name, folder) {
  return import(pathToFileURL(createRequire(join(folder, 'package.json')).resolve(name)).href);
}
