import { testProject } from '../vitest.shared.ts';

export default testProject('chaos', {
  include: ['*.test.ts', 'orders/*.test.ts', 'gateway/*.test.ts', 'test/**/*.test.ts'],
  maxConcurrency: 4,
  globalSetup: '../apps/cli/test/bundle-program.ts',
});
