import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BuiltProgram } from './built-program.mjs';

let root;
let program;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'certbridge-built-'));
  await put('package.json');
  await put('apps/cli/src/main.ts');
  await put('apps/cli/dist/main.js');
  await put('packages/one/src/index.ts');
  program = new BuiltProgram(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(name, text = 'text') {
  const file = join(root, ...name.split('/'));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

test('a program that was never built has to be', () => {
  expect(program.findNode()).toBeUndefined();
});

test('once built it runs on this Node until something changes', () => {
  program.build(() => true);
  expect(program.findNode()).toBe(process.execPath);
});

test('a build that failed counts for nothing', () => {
  expect(program.build(() => false)).toBe(false);
  expect(program.findNode()).toBeUndefined();
});

test('a source that changes while it is built has it built again', async () => {
  let change;
  program.build(() => {
    change = put('packages/one/src/index.ts', 'other text');
    return true;
  });
  await change;
  expect(program.findNode()).toBeUndefined();
});

test.each([
  ['a changed source', () => put('packages/one/src/index.ts', 'other text')],
  ['a source of another time', () => utimes(join(root, 'packages/one/src/index.ts'), 1, 1)],
  ['a new source', () => put('packages/one/src/new.ts')],
  ['a source that is gone', () => rm(join(root, 'packages/one/src/index.ts'))],
  ['other dependencies', () => put('package.json', 'other text')],
  ['a result that is gone', () => rm(join(root, 'apps/cli/dist'), { recursive: true })],
])('%s has it built again', async (_change, make) => {
  program.build(() => true);
  await make();
  expect(program.findNode()).toBeUndefined();
});

test.each([
  ['a changed test', 'packages/one/test/one.test.ts'],
  ['an installed package', 'packages/one/node_modules/some/index.js'],
  ['a result of a build', 'packages/one/dist/index.js'],
])('%s does not', async (_change, name) => {
  program.build(() => true);
  await put(name);
  expect(program.findNode()).toBe(process.execPath);
});
