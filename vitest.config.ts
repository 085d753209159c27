import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/*', 'scripts'],
    reporters: process.env.CI
      ? ['default', './scripts/count-reporter.ts']
      : ['default', './scripts/count-reporter.ts'],
  },
});
