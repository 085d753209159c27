/** The system's code of a failed file operation, e.g. `EACCES`: safe to print, unlike a foreign message. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'unknown error';
}
