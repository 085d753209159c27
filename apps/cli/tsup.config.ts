import { packageConfig } from '../../tsup.base.ts';
import { wholeProgram } from './whole-program.ts';

// The metafile tells scripts/write-notices.mjs what the bundle holds.
export default packageConfig({ entry: ['src/index.ts', 'src/main.ts'], metafile: true, ...wholeProgram });
