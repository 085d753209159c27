import { availableParallelism, loadavg } from 'node:os';
import { defineProject } from 'vitest/config';

/** How many times slower than a free machine this one may be: others may keep its processors busy, now or from now on, and the tests do so, too. */
const [load = 0] = loadavg();
const slowness = 4 + load / availableParallelism();

/** What every test project has in common; `name` is shown before each test file. */
export function testProject(
  name: string,
  test: {
    include?: string[];
    maxConcurrency?: number;
    globalSetup?: string;
    /** False lets a worker load modules once for all its files: for projects of which no file changes what others see. */
    isolate?: boolean;
  } = {},
) {
  return defineProject({
    test: {
      name,
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      // Only there to end a test that hangs: how long one takes depends on the machine and asserts nothing.
      testTimeout: 60_000 * slowness,
      hookTimeout: 30_000 * slowness,
      // Many tests wait, for retries, files and processes of their own: with one worker a processor, half of each idles.
      maxWorkers: 2 * availableParallelism(),
      ...test,
    },
    ssr: { resolve: { conditions: ['@certbridge/source', 'node', 'import', 'default'] } },
  });
}
