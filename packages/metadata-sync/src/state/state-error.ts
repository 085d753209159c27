/** Why the state can't be used: another process holds it, it is damaged, a newer version wrote it, or the system refuses. */
export type StateErrorCode = 'locked' | 'damaged' | 'newer' | 'unusable';

/** The state database can't be opened, read or written. The message names the file; the remedy says what to do. */
export class StateError extends Error {
  override readonly name = 'StateError';
  readonly code: StateErrorCode;
  /** A whole sentence. */
  readonly remedy: string;

  constructor(message: string, { code, remedy }: { readonly code: StateErrorCode; readonly remedy: string }) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}
