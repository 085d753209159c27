import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBadLinks, manifestAddresses } from './addresses.mjs';

const root = join(import.meta.dirname, '..');
const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const { repository } = readJson('scripts/addresses.json');
const published = ['packages', 'apps']
  .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
  .filter((directory) => !readJson(`${directory}/package.json`).private);

function kindOf(path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  return stats.isDirectory() ? 'tree' : 'blob';
}

test('the workspace is at the address that scripts/addresses.json says', () => {
  expect(readJson('package.json').repository.url).toBe(`git+${repository}.git`);
});

test.each(['SECURITY.md', '.github/ISSUE_TEMPLATE/config.yml', '.github/ISSUE_TEMPLATE/bug.yml'])(
  '%s leads to the private reports of the repository',
  (file) => {
    const links = readFileSync(join(root, file), 'utf8').match(/https?:[^\s)]+\/advisories\/new/g);
    expect(links).toEqual([`${repository}/security/advisories/new`]);
  },
);

describe.each(published)('%s', (directory) => {
  const readme = readFileSync(join(root, directory, 'README.md'), 'utf8');

  test('says in its package.json where it is and what it is about', () => {
    const manifest = readJson(`${directory}/package.json`);
    expect(manifest).toMatchObject(manifestAddresses(repository, directory));
    expect(manifest).toMatchObject({ author: 'The Certbridge authors', license: 'Apache-2.0' });
    expect(manifest.keywords.length).toBeGreaterThan(3);
    expect(manifest.keywords).toEqual(manifest.keywords.toSorted());
    expect(manifest.engines).toEqual({ node: '>=22.18' });
  });

  test('is published with its changelog', () => {
    expect(readJson(`${directory}/package.json`).files).toContain('CHANGELOG.md');
  });

  test('has a README whose links work on the page of the registry', () => {
    expect(findBadLinks(readme, repository, kindOf)).toEqual([]);
  });

  test('has a README that says once how it is installed and loaded', () => {
    const sentence =
      'Node 22.18 or newer, as ESM or by `require()`. TypeScript 5.8 or newer (5.7 for ESM only) needs `"module": "nodenext"`, `"node20"` (from 5.9), or a bundler\'s `"preserve"`;\n' +
      'with `"node16"` or `"node18"` it reports TS1479 in a CommonJS file: change to `"node20"`.';
    expect(readme.split(sentence)).toHaveLength(2);
  });
});

test.each([
  ['[a](../b)', '../b is relative'],
  ['[a](https://old.example/c/blob/main/README.md)', 'https://old.example/c/blob/main/README.md is not in'],
  [`[a](${repository}/blob/main/nowhere.md)`, 'does not exist'],
  [`[a](${repository}/tree/main/README.md#use-it)`, 'must have /blob/'],
  [`[a](${repository}/blob/main/examples)`, 'must have /tree/'],
])('the link %s does not work', (markdown, problem) => {
  expect(findBadLinks(markdown, repository, kindOf)).toEqual([expect.stringContaining(problem)]);
});

test('links within the page, to the repository and to other sites work', () => {
  const markdown = `[a](#a) [b](${repository}/blob/main/README.md#use-it) [c](https://mswjs.io)`;
  expect(findBadLinks(markdown, repository, kindOf)).toEqual([]);
});
