import { testProject } from '../vitest.shared.ts';

export default testProject('release', { include: ['*.test.mjs'] });
