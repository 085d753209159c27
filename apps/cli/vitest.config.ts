import { testProject } from '../../vitest.shared.ts';

export default testProject('cli', { globalSetup: './test/bundle-program.ts' });
