import { testProject } from '../../vitest.shared.ts';

export default testProject('cli', { isolate: false, globalSetup: './test/bundle-program.ts' });
