import { testProject } from '../vitest.shared.ts';

export default testProject('chaos', {
  include: ['*.test.ts', 'orders/*.test.ts', 'gateway/*.test.ts', 'test/**/*.test.ts'],
  // Of each worker. With more at once a gateway might take longer to start than the orders of a dead one stay open.
  maxConcurrency: 2,
  globalSetup: '../apps/cli/test/bundle-program.ts',
});
