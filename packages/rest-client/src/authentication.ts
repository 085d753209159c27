/** Headers that log one request in. */
export type LoginHeaders = Readonly<Record<string, string>>;

/** How a client logs in; implemented by the API clients. */
export interface Authentication {
  /** Returns the headers for one attempt. May fetch a token first; an `ApiError` 'unauthorized' ends the client. */
  headers(signal?: AbortSignal): LoginHeaders | Promise<LoginHeaders>;
  /**
   * Called after a 401 for these headers; returns whether other headers are worth one more attempt.
   * Absent where a login can't be renewed.
   */
  renew?(refused: LoginHeaders): boolean;
  /** Texts that must not appear in any error. */
  secrets(): readonly string[];
  /** Called when the client is closed. */
  close?(): Promise<void>;
}
