import { ApiError } from './api-error.ts';
import type { RequestTaker } from './check-request.ts';
import type { RestRequest } from './rest-client.ts';

/** Writes what a request sends, once for all its attempts. Throws an `ApiError` 'invalid-argument' for what JSON can't write. */
export function writeBody(
  { body, form }: RestRequest,
  { of, system }: { readonly of: RequestTaker; readonly system: string },
): string | URLSearchParams | undefined {
  if (form !== undefined) return new URLSearchParams(form);
  if (body === undefined) return undefined;
  let problem = "can't be written as JSON";
  try {
    // JSON has nothing for a function or a symbol.
    const text: string | undefined = JSON.stringify(body);
    if (text !== undefined) return text;
  } catch (error) {
    problem = problemOf(error);
  }
  throw new ApiError(`The property body of ${of} ${problem}.`, { code: 'invalid-argument', system });
}

/** The error's own message names keys of the body, and may be that of a `toJSON` of the caller's. */
function problemOf(error: unknown): string {
  const { message = '' } = error instanceof Error ? error : {};
  if (error instanceof TypeError && message.includes('BigInt'))
    return "holds a BigInt, which JSON can't write: write it as text or as a number";
  if (error instanceof TypeError && /circular|cyclic/i.test(message))
    return "refers to itself, which JSON can't write";
  if (error instanceof RangeError) return 'is nested too deeply';
  return "can't be written as JSON";
}
