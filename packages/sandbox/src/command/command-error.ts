/** An error response of Command. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly status: 400 | 403 | 404;
  readonly errorCode: string;

  constructor(status: 400 | 403 | 404, message: string, errorCode = '0xA0110000') {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}
