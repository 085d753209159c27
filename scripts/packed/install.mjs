import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root, run } from './command.mjs';

/** Packs every published package into a folder. */
export async function packAll(folder) {
  const directories = ['packages', 'apps']
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(parent, name)))
    .filter((directory) => !readJson(join(root, directory, 'package.json')).private);
  const packages = [];
  for (const directory of directories) packages.push(await pack(directory, folder));
  return packages;
}

async function pack(directory, folder) {
  const options = ['pack', '--json', '--pack-destination', folder];
  const { filename } = JSON.parse((await run('pnpm', options, { cwd: join(root, directory) })).stdout);
  const tarball = join(folder, filename.split(/[\\/]/).at(-1));
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', tarball], { cwd: folder });
  const [{ name, size, unpackedSize }] = JSON.parse(stdout);
  const readme = readFileSync(join(root, directory, 'README.md'), 'utf8');
  return { directory, name, tarball, packed: size, unpacked: unpackedSize, readme };
}

/**
 * Installs the packed packages into a folder, for all the projects below it, with what the projects import beside them. By pnpm,
 * which has most of it in its store, and lets nothing be imported that isn't declared.
 *
 * @param {{nodeTypes?: string}} options `nodeTypes`: which `@types/node`, by default the workspace's.
 */
export async function installAll(packages, folder, { nodeTypes } = {}) {
  const tarballs = Object.fromEntries(
    packages.map(({ name, tarball }) => [name, `file:${tarball.replaceAll('\\', '/')}`]),
  );
  const catalog = JSON.parse(
    (await run('pnpm', ['config', 'get', 'catalog', '--json'], { cwd: root })).stdout,
  );
  const requireFromTsup = createRequire(realpathSync(join(root, 'node_modules', 'tsup', 'package.json')));
  writeJson(join(folder, 'package.json'), {
    private: true,
    type: 'module',
    dependencies: { ...tarballs, valibot: catalog.valibot, msw: catalog.msw },
    devDependencies: {
      '@types/node': nodeTypes ?? catalog['@types/node'],
      esbuild: requireFromTsup('esbuild/package.json').version,
      webpack: '^5.113.0',
      // What consumers may have of their own: an older one, and one that Node's fetch doesn't know yet.
      undici: '^6.21.0',
      'undici-next': 'npm:undici@^8.0.0',
    },
  });
  // The packages need each other, and are not in the registry.
  writeJson(join(folder, 'pnpm-workspace.yaml'), {
    overrides: tarballs,
    allowBuilds: { esbuild: false, msw: false },
  });
  await run('pnpm', ['install', '--prefer-offline'], { cwd: folder });
}

/** Names of all packages that are installed with one, itself left out. */
export function installedWith(name, folder) {
  const seen = new Map();
  visit(name, folder);
  seen.delete(name);
  return [...seen.keys()].sort();

  function visit(dependency, from) {
    const place = locate(dependency, from);
    if (place === undefined || seen.get(dependency) === place) return;
    seen.set(dependency, place);
    const { dependencies = {} } = readJson(join(place, 'package.json'));
    for (const next of Object.keys(dependencies)) visit(next, place);
  }
}

/** Searches from a folder upwards, like Node. */
function locate(name, from) {
  const place = join(from, 'node_modules', name);
  if (existsSync(place)) return realpathSync(place);
  return dirname(from) === from ? undefined : locate(name, dirname(from));
}

/** Reads a JSON file. */
export function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Writes a JSON file. */
export function writeJson(file, value) {
  writeFileSync(file, JSON.stringify(value, null, 2));
}
