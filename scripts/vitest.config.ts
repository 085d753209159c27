import { testProject } from '../vitest.shared.ts';

export default testProject('scripts', { include: ['*.test.ts', '*.test.mjs'] });
