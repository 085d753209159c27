import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root, run, tsc } from './command.mjs';
import { installAll, readJson, writeJson } from './install.mjs';

const consumers = join(root, 'examples', 'consumers');
const strict = [
  '--strict',
  '--skipLibCheck',
  '--exactOptionalPropertyTypes',
  '--target',
  'es2023',
  '--types',
  'node',
];

/**
 * Tries what works only just, or doesn't and says what to do: other versions of undici, two versions of a client, webpack, newer types
 * of Node, a setting of TypeScript that is too old, and a Node that is.
 */
export async function checkUnusualConsumers(packages, folder, { url, customerUri, login, password }) {
  const parameters = [url, customerUri, login, password];
  const problems = [
    ...(await checkUndici(folder, 'undici', parameters)),
    ...(await checkUndici(folder, 'undici-next', parameters)),
    ...(await checkTwoVersions(packages, folder, parameters)),
    ...(await checkWebpack(folder)),
    ...(await checkNewerTypes(packages, folder)),
    ...(await checkNode16(packages, folder)),
    ...(await checkOldNode(folder)),
  ];
  return problems.map((problem) => `an unusual consumer ${problem}`);
}

/** Works without a dispatcher and with the fetch of the same undici; in between an undici before 7 may not fit Node. */
async function checkUndici(folder, name, parameters) {
  const project = createProject(folder, `consumer-${name}`);
  const file = join(project, 'own-undici.ts');
  writeFileSync(file, readFileSync(file, 'utf8').replace("from 'undici'", `from '${name}'`));
  const compiled = await tsc(project, ...strict, '--module', 'nodenext', 'own-undici.ts');
  if (compiled.status !== 0) return [`with ${name} doesn't compile:\n${compiled.stdout}`];
  const { stdout, stderr } = await runNode(project, 'own-undici.js', ...parameters);
  const [plain, dispatcher, both] = stdout.split('\n');
  const expected =
    /^works$|Give that undici's own fetch as the option http\.fetch too, or use undici 7 or later\.$/;
  if (plain === 'works' && expected.test(dispatcher) && both === 'works') {
    return tell(`with ${name} of its own: ${dispatcher}`);
  }
  return [`with ${name} of its own prints:\n${stdout}${stderr}`];
}

async function checkTwoVersions(packages, folder, parameters) {
  const project = createProject(folder, 'consumer-two-versions');
  // Another copy, which shares nothing with the one above.
  await installAll(packages, project);
  const compiled = await compileTwoVersions(packages, project);
  if (compiled.status !== 0) return [`with two copies of a package doesn't compile:\n${compiled.stdout}`];
  const { stdout, stderr } = await runNode(project, 'two-versions.js', ...parameters);
  if (stdout === 'true not-found not-found\n') return tell('with two copies of a client works');
  return [`with two copies of a client prints:\n${stdout}${stderr}`];
}

/** Without an optional package, webpack warns and bundles all the same. */
async function checkWebpack(folder) {
  const project = createProject(folder, 'consumer-webpack');
  const { stdout, stderr } = await runNode(project, 'bundle-by-webpack.js');
  if (stdout.startsWith('0 errors, 1 warnings')) return tell('with webpack bundles, and is warned of yaml');
  return [`with webpack prints:\n${stdout}${stderr}`];
}

/** The declarations themselves, which most projects skip, with the newest types of Node. */
async function checkNewerTypes(packages, folder) {
  const project = createProject(folder, 'consumer-newer-types');
  await installAll(packages, project, { nodeTypes: '^26.0.0' });
  const lines = librariesOf(packages).map(({ name }, index) => `export * as own${index} from '${name}';`);
  writeFileSync(join(project, 'all-types.ts'), lines.join('\n'));
  const options = ['--strict', '--noEmit', '--target', 'es2023', '--module', 'nodenext', '--types', 'node'];
  const { status, stdout } = await tsc(project, ...options, 'all-types.ts');
  if (status !== 0) return [`with newer types of Node doesn't compile:\n${stdout}`];
  return tell('with newer types of Node compiles without skipLibCheck');
}

/** What one copy of a package returns must be what the other takes, in types, too. */
function compileTwoVersions(packages, project) {
  const libraries = librariesOf(packages);
  for (const { name } of libraries) setVersion(join(project, 'node_modules', name, 'package.json'), '0.0.1');
  const lines = libraries.flatMap(({ name }, index) => [
    `import * as own${index} from '${name}';`,
    `import * as other${index} from '../node_modules/${name}/dist/index.js';`,
    `export const fits${index}: [typeof own${index}, typeof other${index}] = [other${index}, own${index}];`,
  ]);
  writeFileSync(join(project, 'two-versions.ts'), lines.join('\n'));
  return tsc(project, ...strict, '--noEmit', '--module', 'nodenext', 'two-versions.ts');
}

function librariesOf(packages) {
  return packages.filter(({ directory }) => dirname(directory) === 'packages');
}

/** Of equal versions TypeScript reads but one. */
function setVersion(file, version) {
  const manifest = readJson(file);
  // Removed first: pnpm's store may have the same file.
  rmSync(file);
  writeJson(file, { ...manifest, version });
}

/** The error of tsc, and what the READMEs say of it. */
async function checkNode16(packages, folder) {
  const project = createProject(folder, 'consumer-node16', 'commonjs');
  const file = 'create-client.ts';
  cpSync(join(project, 'create-client.js'), join(project, file));
  const compile = (module) =>
    tsc(project, ...strict, '--noEmit', '--noImplicitAny', 'false', '--module', module, file);
  const { stdout } = await compile('node16');
  if (!stdout.includes('error TS1479'))
    return [`in CommonJS with module node16 gets another error:\n${stdout}`];
  const { readme } = packages.find(({ name }) => name === '@certbridge/sectigo-client');
  if (!/`"node16"`[^.]*TS1479[^.]*change to `"node20"`/.test(readme)) {
    return ['in CommonJS with module node16 finds no remedy in the README'];
  }
  const remedy = await compile('node20');
  if (remedy.stdout.includes('TS1479')) return [`in CommonJS with module node20 gets:\n${remedy.stdout}`];
  return tell('in CommonJS with module node16 gets TS1479, and compiles with node20');
}

async function checkOldNode(folder) {
  const project = createProject(folder, 'consumer-old-node');
  const old = await findOldNode(project);
  const [command, ...first] = old ?? ['npx', '-y', '-p', 'node@20', 'node'];
  const { stdout, stderr } = await run(command, [...first, 'create-client.js'], {
    cwd: project,
    mayFail: true,
  });
  if (/^invalid-argument Certbridge needs Node 22\.18 or newer, and this is Node \S+\. /.test(stdout)) {
    return tell(`on an older Node: ${stdout.trim()}`);
  }
  return [`on an older Node prints:\n${stdout}${stderr}`];
}

/** An older Node on this machine, which spares a download. */
async function findOldNode(cwd) {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const node = join(directory, process.platform === 'win32' ? 'node.exe' : 'node');
    const version = await run(node, ['--version'], { cwd, mayFail: true }).catch(() => undefined);
    if (version?.status === 0 && Number(/^v(\d+)/.exec(version.stdout)?.[1]) < 22) return [node];
  }
  return undefined;
}

function createProject(folder, name, type = 'module') {
  const project = join(folder, name);
  mkdirSync(project);
  cpSync(join(consumers, 'unusual'), project, { recursive: true });
  writeJson(join(project, 'package.json'), { private: true, type });
  return project;
}

function runNode(project, ...parameters) {
  return run(process.execPath, parameters, { cwd: project, mayFail: true });
}

function tell(sentence) {
  console.log(`an unusual consumer ${sentence}`);
  return [];
}
