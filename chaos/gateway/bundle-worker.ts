import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundleSources } from '../../apps/cli/test/bundle-sources.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The ordering process in one piece, from the sources as they are now. */
    readonly orderWorker: string;
  }
}

const cache = path.join(import.meta.dirname, '../node_modules/.cache');

/** Bundles the ordering process. */
export default async function bundleWorker({ provide }: TestProject): Promise<() => Promise<void>> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'worker-'));
  await bundleSources({ worker: path.join(import.meta.dirname, 'order-worker.ts') }, folder);
  provide('orderWorker', path.join(folder, 'worker.js'));
  return () => rm(folder, { recursive: true, force: true });
}
