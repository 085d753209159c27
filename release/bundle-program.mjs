import { join } from 'node:path';
import { build } from 'tsup';
import { wholeProgram } from '../apps/cli/whole-program.ts';

const cli = join(import.meta.dirname, '..', 'apps', 'cli');

/**
 * Bundles the program into one CommonJS file, which is what an executable of Node 24 takes.
 *
 * @param {string} folder for the bundle and esbuild's account of it
 * @returns {Promise<{script: string, metafile: string}>}
 */
export async function bundleProgram(folder) {
  await build({
    ...wholeProgram,
    config: false,
    entry: { certbridge: join(cli, 'src', 'main.ts') },
    tsconfig: join(cli, 'tsconfig.json'),
    outDir: folder,
    outExtension: () => ({ js: '.cjs' }),
    format: 'cjs',
    target: 'node24',
    platform: 'node',
    splitting: false,
    metafile: true,
    silent: true,
    esbuildOptions: (options, context) => {
      wholeProgram.esbuildOptions(options, context);
      // An executable with compiled code can't import, and needs not: all of it is in one file.
      options.supported = { 'dynamic-import': false };
      // The sources tell their version by it where no bundler has put it in.
      options.logOverride = { 'empty-import-meta': 'silent' };
    },
  });
  return { script: join(folder, 'certbridge.cjs'), metafile: join(folder, 'metafile-cjs.json') };
}
