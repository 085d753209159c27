import { ApiError } from './api-error.ts';

/**
 * Throws an `ApiError` 'invalid-argument', or what `refuse` makes, on a Node that is too old. npm only warns of that, and what is
 * missing would show itself by errors of other kinds.
 */
export function checkNode(
  version: string,
  refuse: (problem: string) => Error = (problem) => new ApiError(problem, { code: 'invalid-argument' }),
): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return;
  throw refuse(
    `Certbridge needs Node 22.18 or newer, and this is Node ${version}. Run your program with a newer Node.`,
  );
}
