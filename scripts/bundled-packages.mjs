import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Lists the packages from the registry whose files a bundle holds, by name.
 *
 * @param {object} metafile esbuild's account of the bundle
 * @param {string} directory that its paths are relative to
 * @returns {{name: string, version: string, license: string, texts: string[]}[]}
 */
export function bundledPackages(metafile, directory) {
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  return [...folders]
    .map((folder) => readPackage(resolve(directory, folder)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The folder of the package that a file belongs to; undefined for sources of this repository. */
function packageFolder(file) {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  return { name, version, license, texts };
}
