/** Tells why a path is not read; the message is a clause that goes on from the path. */
export class LocalFileError extends Error {
  override readonly name = 'LocalFileError';
  readonly code: 'NOT_A_FILE' | 'TOO_LARGE';

  constructor(message: string, code: LocalFileError['code']) {
    super(message);
    this.code = code;
  }
}
