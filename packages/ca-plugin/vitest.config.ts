import { testProject } from '../../vitest.shared.ts';

export default testProject('ca-plugin', { isolate: false });
