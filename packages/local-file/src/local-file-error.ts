/** Thrown for a path that isn't read; the message continues a sentence that begins with the path. */
export class LocalFileError extends Error {
  override readonly name = 'LocalFileError';
  readonly code: 'NOT_A_FILE' | 'TOO_LARGE';

  constructor(message: string, code: LocalFileError['code']) {
    super(message);
    this.code = code;
  }
}
