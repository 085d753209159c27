import { testProject } from '../../vitest.shared.ts';

export default testProject('ca-gateway', { isolate: false });
