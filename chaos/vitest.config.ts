import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'chaos',
    include: ['*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 120_000,
    maxConcurrency: 4,
  },
  ssr: { resolve: { conditions: ['@certbridge/source', 'node', 'import', 'default'] } },
});
