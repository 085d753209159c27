import { defineProject } from 'vitest/config';

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
      testTimeout: 120_000,
      hookTimeout: 60_000,
      // Many tests wait for retries: the processor that vitest leaves free by itself would idle.
      maxWorkers: '100%',
      ...test,
    },
    ssr: { resolve: { conditions: ['@certbridge/source', 'node', 'import', 'default'] } },
  });
}
