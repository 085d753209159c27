/** The certificate database can't be opened, read or written. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  /** A whole sentence. */
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}
