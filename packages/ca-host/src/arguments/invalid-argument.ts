import { CaPluginError } from '@certbridge/ca-plugin';

/** Creates the error for an argument that is refused before anything is done; `problem` must not contain a value. */
export function invalidArgument(problem: string): CaPluginError {
  return new CaPluginError(problem, { code: 'invalid-argument' });
}
