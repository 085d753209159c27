import { testProject } from '../../vitest.shared.ts';

export default testProject('ca-host', { isolate: false });
