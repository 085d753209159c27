import { isRecord, offerRecord } from '@certbridge/plain-text';
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
  let problem = "can't be written as JSON.";
  try {
    // JSON has nothing for a function or a symbol.
    const text: string | undefined = JSON.stringify(body, refuseOthers);
    if (text !== undefined) return text;
  } catch (error) {
    problem = problemOf(error);
  }
  throw new ApiError(`The property body of ${of} ${problem}`, { code: 'invalid-argument', system });
}

class UnwritableObject extends Error {}

/** JSON would write a `Map` and its like as `{}`. What has a `toJSON`, such as a `Date`, comes here as what that returned. */
function refuseOthers(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isRecord(value)) return value;
  if (value instanceof String || value instanceof Number || value instanceof Boolean) return value;
  throw new UnwritableObject(`holds an object that JSON can't write.${offerRecord(value)}`);
}

/** The error's own message names keys of the body, and may be that of a `toJSON` of the caller's. */
function problemOf(error: unknown): string {
  const { message = '' } = error instanceof Error ? error : {};
  if (error instanceof UnwritableObject) return message;
  if (error instanceof TypeError && message.includes('BigInt'))
    return "holds a BigInt, which JSON can't write: write it as text or as a number.";
  if (error instanceof TypeError && /circular|cyclic/i.test(message))
    return "refers to itself, which JSON can't write.";
  if (error instanceof RangeError) return 'is nested too deeply.';
  return "can't be written as JSON.";
}
