import { defineProject } from 'vitest/config';

export default defineProject({
  test: { name: 'ca-plugin', include: ['src/**/*.test.ts', 'test/**/*.test.ts'] },
  ssr: { resolve: { conditions: ['@certbridge/source', 'node', 'import', 'default'] } },
});
