import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundleSources } from './bundle-sources.ts';

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
  await bundleSources({ main: path.join(cli, 'src/main.ts') }, path.join(folder, 'dist'));
  // The program reads its version there.
  await copyFile(path.join(cli, 'package.json'), path.join(folder, 'package.json'));
  provide('program', path.join(folder, 'dist/main.js'));
  provide('compileCache', path.join(folder, 'compile-cache'));
  return () => rm(folder, { recursive: true, force: true });
}
