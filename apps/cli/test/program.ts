import { inject } from 'vitest';
// The types of what it provides.
import type {} from './bundle-program.ts';

/** The program in one piece, from the sources as they are now, for a process of its own. */
export const program = inject('program');

/** The environment that such a process starts fastest with. */
export const programEnv = { ...process.env, NODE_COMPILE_CACHE: inject('compileCache') };
