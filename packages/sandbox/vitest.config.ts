import { testProject } from '../../vitest.shared.ts';

export default testProject('sandbox', { isolate: false });
