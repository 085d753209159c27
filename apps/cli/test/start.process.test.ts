import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { startSandbox } from '@certbridge/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Workplace } from './harness.ts';
import { program, programEnv } from './program.ts';

/** Writes the addresses of all loaded modules to the file that a variable names. */
const preload = `
  import { writeFileSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  const loaded = new Set();
  registerHooks({ load: (url, context, next) => (loaded.add(url), next(url, context)) });
  process.on('exit', () => writeFileSync(process.env.LOADED_MODULES, JSON.stringify([...loaded])));
`;

let workplace: Workplace;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;

beforeAll(async () => {
  workplace = await Workplace.create();
  sandbox = await startSandbox({ certificates: 5 });
  await workplace.configure(sandbox);
});
afterAll(async () => {
  await sandbox.close();
  await workplace.remove();
});

/** Runs the program and lists the packages of which it loads code. */
async function packagesLoadedBy(...argv: string[]): Promise<string[]> {
  const list = path.join(workplace.base, 'loaded.json');
  const args = ['--import', `data:text/javascript,${encodeURIComponent(preload)}`, program, ...argv];
  await promisify(execFile)(process.execPath, args, {
    cwd: workplace.base,
    env: { ...programEnv, LOADED_MODULES: list },
  });
  const urls: string[] = JSON.parse(await readFile(list, 'utf8'));
  const { outputs } = JSON.parse(await readFile(path.join(program, '../metafile-esm.json'), 'utf8'));
  const files = Object.keys(outputs).filter((file) => urls.some((url) => url.endsWith(path.basename(file))));
  return packagesIn(files.flatMap((file) => Object.keys(outputs[file].inputs)));
}

function packagesIn(inputs: readonly string[]): string[] {
  const names = inputs.map(
    (input) =>
      /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ??
      /packages\/([^/]+)/.exec(input)?.[1] ??
      'cli',
  );
  return [...new Set(names)].sort();
}

test('a sync loads neither sandbox nor gateway nor the CA, and no library of theirs', async () => {
  const packages = await packagesLoadedBy('sctokf', '--json');
  expect(packages).toEqual([
    ...['@commander-js/extra-typings', '@logtape/logtape', 'certificate', 'cli', 'commander'],
    ...['field-mapping', 'jsonc-parser', 'keyfactor-client', 'ky', 'local-file', 'metadata-sync', 'p-map'],
    ...['plain-text', 'rest-client', 'sectigo-client', 'sqlite-file', 'undici', 'valibot'],
  ]);
});

test('the XML parser is loaded for an nlog.config', async () => {
  await workplace.write('nlog.config', '<nlog/>');
  expect(await packagesLoadedBy('sctokf', '--json')).toContain('fast-xml-parser');
});

test('the version is printed without loading the parser of command lines', async () => {
  expect(await packagesLoadedBy('--version')).toEqual(['cli', 'plain-text']);
});
