import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'tsup';
import type { TestProject } from 'vitest/node';
import { wholeProgram } from '../whole-program.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The program in one piece, from the sources as they are now. */
    readonly program: string;
    /** Where Node keeps the compiled program. */
    readonly compileCache: string;
  }
}

const cli = path.join(import.meta.dirname, '..');
const cache = path.join(cli, 'node_modules/.cache');

/**
 * Bundles the program with everything that it imports, once for all tests of a project that start it as a process. Most of
 * those processes would spend most of their time loading sources.
 */
export default async function bundleProgram({ provide }: TestProject): Promise<() => Promise<void>> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'program-'));
  await build({
    config: false,
    entry: { main: path.join(cli, 'src/main.ts') },
    outDir: path.join(folder, 'dist'),
    format: 'esm',
    target: 'node22',
    platform: 'node',
    ...wholeProgram,
    metafile: true,
    silent: true,
  });
  // Otherwise each process would parse all files once more to find out what they are.
  await writeFile(path.join(folder, 'dist/package.json'), JSON.stringify({ type: 'module' }));
  provide('program', path.join(folder, 'dist/main.js'));
  provide('compileCache', path.join(folder, 'compile-cache'));
  return () => rm(folder, { recursive: true, force: true });
}
