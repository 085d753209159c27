import { ApiError } from '@certbridge/rest-client';

/** Creates the error for an argument that is refused before anything is sent; `problem` must not contain a value. */
export function invalidArgument(problem: string): ApiError {
  return new ApiError(problem, { code: 'invalid-argument' });
}
