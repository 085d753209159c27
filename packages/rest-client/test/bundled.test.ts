import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'tsup';
import { expect, onTestFinished, test } from 'vitest';

const home = path.join(import.meta.dirname, '..');

test('an uncaught error has the name of its class where esbuild has bundled it', async () => {
  const cache = path.join(home, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'bundled-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await build({
    config: false,
    entry: { index: path.join(home, 'src/api-error.ts') },
    outDir: folder,
    format: 'esm',
    target: 'node22',
    platform: 'node',
    noExternal: [/^@certbridge\//],
    esbuildOptions: (options) => {
      options.conditions = ['@certbridge/source'];
    },
    silent: true,
  });
  const address = pathToFileURL(path.join(folder, 'index.js')).href;
  const program = `import { ApiError } from ${JSON.stringify(address)}; throw new ApiError('Refused.', { code: 'forbidden' });`;
  const printed = await new Promise<string>((resolve) => {
    execFile(process.execPath, ['--input-type=module', '--eval', program], (_error, _stdout, stderr) =>
      resolve(stderr),
    );
  });
  expect(printed).toMatch(/^ApiError: Refused\.$/m);
  expect(printed).not.toContain('_ApiError');
});
