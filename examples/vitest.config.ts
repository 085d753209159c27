import { testProject } from '../vitest.shared.ts';

export default testProject('examples', { include: ['test/**/*.test.ts'] });
