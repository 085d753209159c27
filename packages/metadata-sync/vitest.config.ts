import { testProject } from '../../vitest.shared.ts';

export default testProject('metadata-sync', { isolate: false });
