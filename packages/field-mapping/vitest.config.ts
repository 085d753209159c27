import { testProject } from '../../vitest.shared.ts';

export default testProject('field-mapping', { isolate: false });
