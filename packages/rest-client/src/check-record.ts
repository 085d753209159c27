import { ApiError } from './api-error.ts';

/** A call whose response is one record. */
export interface RecordCall {
  readonly system: string;
  readonly method: string;
  readonly path: string;
  /** What the record is of: `certificate`. */
  readonly what: string;
}

/** Throws an `ApiError` 'invalid-response' where a record is another one than was asked for, as a proxy that caches responses may return. */
export function checkRecord(
  received: number,
  asked: number,
  { system, method, path, what }: RecordCall,
): void {
  if (received === asked) return;
  const consequence =
    method === 'GET' ? 'It was not taken.' : 'Whether the change was stored is not known: read it again.';
  throw new ApiError(
    `${system} gives the record of another ${what}: ${received} in place of ${asked} (${method} ${path}). ${consequence} Look for a proxy in between that keeps responses.`,
    { code: 'invalid-response', system, method, path },
  );
}
