// Packs every public package, installs the tarballs with npm into an empty ESM project and an empty CommonJS project,
// type checks and runs the README's first example in both, and compares its output and the sizes with the README; then the
// CLI as a program, without a registry.
// With `--update` the sizes are written into the READMEs instead.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkFigures, findExample, printsAsShown, replaceFigures, wrapForCommonJs } from './readme.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const update = process.argv.includes('--update');
const typescript = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
/** The only packages that rest-client may install. */
const restClientNeeds = ['ky', 'undici', 'valibot'];

const folder = mkdtempSync(join(tmpdir(), 'certbridge-pack-'));
try {
  const problems = packTest();
  for (const problem of problems) console.error(`  not as it should be: ${problem}`);
  console.log(problems.length === 0 ? '\nEvery package installs and runs as its README says.' : '');
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function packTest() {
  const packages = publicPackages().map(pack);
  console.log(`\nInstalling ${packages.length} packages into an ESM and a CommonJS project …`);
  const esm = createProject('esm', { type: 'module', packages });
  const commonJs = createProject('commonjs', { type: 'commonjs', packages });
  const lock = JSON.parse(readFileSync(join(esm, 'package-lock.json'), 'utf8'));
  const problems = packages.flatMap((each) => checkSizes(each, lock));

  const examples = packages.flatMap((each) => {
    const example = findExample(each.readme);
    return example === undefined
      ? []
      : [{ ...example, file: each.directory.replaceAll(/\W/g, '-'), name: each.name }];
  });
  for (const { file, code } of examples) {
    writeFileSync(join(esm, `${file}.ts`), code);
    writeFileSync(join(commonJs, `${file}.ts`), wrapForCommonJs(code));
  }
  problems.push(...compile(esm), ...compile(commonJs));
  for (const example of examples) {
    problems.push(...runExample(esm, example), ...runExample(commonJs, example));
  }
  problems.push(...runProgram(packages.find(({ name }) => name === '@certbridge/cli')));
  return problems;
}

function publicPackages() {
  return ['packages', 'apps']
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(parent, name)))
    .filter((directory) => !JSON.parse(readFileSync(join(root, directory, 'package.json'), 'utf8')).private);
}

function pack(directory) {
  const options = ['pack', '--json', '--pack-destination', folder];
  const { filename } = JSON.parse(run('pnpm', options, { cwd: join(root, directory) }).stdout);
  const tarball = join(folder, filename.split(/[\\/]/).at(-1));
  const [{ name, size, unpackedSize }] = JSON.parse(
    run('npm', ['pack', '--dry-run', '--json', tarball], { cwd: folder }).stdout,
  );
  const readme = readFileSync(join(root, directory, 'README.md'), 'utf8');
  return { directory, name, tarball, packed: size, unpacked: unpackedSize, readme };
}

function createProject(name, { type, packages }) {
  const project = join(folder, name);
  mkdirSync(project);
  const tarballs = packages.map((each) => [each.name, `file:${each.tarball.replaceAll('\\', '/')}`]);
  // Other packages that the examples import.
  const dependencies = { ...Object.fromEntries(tarballs), valibot: '^1.5.0' };
  writeJson(join(project, 'package.json'), {
    private: true,
    type,
    dependencies,
    devDependencies: { '@types/node': '^22.18.0' },
  });
  writeJson(join(project, 'tsconfig.json'), {
    compilerOptions: {
      target: 'es2023',
      module: 'nodenext',
      strict: true,
      exactOptionalPropertyTypes: true,
      types: ['node'],
      outDir: 'out',
      rootDir: '.',
    },
    include: ['*.ts'],
  });
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], {
    cwd: project,
  });
  return project;
}

function checkSizes(each, lock) {
  const packages = [...installedWith(each.name, lock)].filter((name) => name !== each.name).sort();
  const figures = { packed: each.packed, unpacked: each.unpacked, packages };
  const file = join(root, each.directory, 'README.md');
  if (update) writeFileSync(file, replaceFigures(each.readme, figures));
  console.log(
    `${each.name}: ${each.packed} bytes packed, ${each.unpacked} unpacked, ${packages.length} other packages`,
  );
  const problems = update ? [] : checkFigures(each.readme, figures);
  if (each.name === '@certbridge/rest-client' && packages.join() !== restClientNeeds.join()) {
    problems.push(`installs ${packages.join(', ')}`);
  }
  return problems.map((problem) => `${each.name} ${problem}`);
}

/** Names of all packages installed with one, according to npm's lock file. */
function installedWith(name, lock, from = '', seen = new Set()) {
  // npm searches from the package's own folder upwards, like Node.
  let place = from;
  while (place !== '' && lock.packages[`${place}/node_modules/${name}`] === undefined) {
    place = place.includes('/node_modules/') ? place.slice(0, place.lastIndexOf('/node_modules/')) : '';
  }
  const path = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`;
  const entry = lock.packages[path];
  if (entry === undefined || seen.has(name)) return seen;
  seen.add(name);
  for (const dependency of Object.keys(entry.dependencies ?? {})) installedWith(dependency, lock, path, seen);
  return seen;
}

function compile(project) {
  const result = run(process.execPath, [typescript, '-p', project], { cwd: project, mayFail: true });
  return result.status === 0 ? [] : [`the examples don't compile in ${project}:\n${result.stdout}`];
}

function runExample(project, { file, name, output }) {
  const kind = project.endsWith('esm') ? 'import' : 'require()';
  const script = join(project, 'out', `${file}.js`);
  const result = run(process.execPath, [script], { cwd: project, mayFail: true });
  if (result.status !== 0)
    return [`${name}: the example fails by ${kind}:\n${result.stdout}${result.stderr}`];
  if (output !== undefined && !printsAsShown(result.stdout, output)) {
    return [`${name}: the example prints by ${kind} other than shown:\n${result.stdout}`];
  }
  console.log(`${name}: the example runs by ${kind}`);
  return [];
}

/** Installs the CLI as a program without a registry, and starts it through the link that npm makes. */
function runProgram({ tarball }) {
  const prefix = join(folder, 'global');
  const options = ['--prefix', prefix, '--offline', '--cache', join(folder, 'empty-cache'), '--no-audit'];
  run('npm', ['install', '--global', ...options, tarball], { cwd: folder });
  // Not with npx: if npx provided this Node, its environment has the packages from that call.
  const program = windows ? join(prefix, 'certbridge') : join(prefix, 'bin', 'certbridge');
  const result = run(program, ['--version'], { cwd: folder, mayFail: true });
  if (result.status !== 0) return [`certbridge --version fails:\n${result.stderr}`];
  console.log(`installed globally without a registry, certbridge --version: ${result.stdout.trim()}`);
  return [];
}

function run(command, parameters, { cwd, mayFail = false }) {
  // On Windows npm, pnpm and linked programs are .cmd files, which need a shell.
  const shell = windows && command !== process.execPath;
  const result = spawnSync(command, parameters, { cwd, encoding: 'utf8', shell, maxBuffer: 2 ** 26 });
  if (result.status !== 0 && !mayFail) {
    throw new Error(`${command} ${parameters.join(' ')} failed:\n${result.stdout}${result.stderr}`);
  }
  return result;
}

function writeJson(file, value) {
  writeFileSync(file, JSON.stringify(value, null, 2));
}
