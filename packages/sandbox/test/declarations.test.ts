import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));

test('the declarations need no types of another package, and with them no DOM', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'certbridge-declarations-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', folder], { cwd: root });
  const files = new Set([path.join(folder, 'index.d.ts')]);
  const foreign = new Set<string>();
  // What is added meanwhile is visited, too.
  for (const file of files) {
    for (const [, module = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)) {
      if (module.startsWith('.')) files.add(path.join(path.dirname(file), module.replace(/\.ts$/, '.d.ts')));
      else if (!module.startsWith('node:')) foreign.add(module);
    }
  }
  expect(files.size).toBeGreaterThan(10);
  expect([...foreign]).toEqual([]);
});
