import { CaPluginError } from '../contract/ca-plugin-error.ts';

/** Creates the error for an argument that is refused before anything is sent; `problem` must not contain a value. */
export function invalidArgument(problem: string): CaPluginError {
  return new CaPluginError(problem, { code: 'invalid-argument' });
}
