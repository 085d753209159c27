import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/*', 'examples', 'scripts', 'release', 'chaos'],
    reporters: ['default', './scripts/count-reporter.ts'],
  },
});
