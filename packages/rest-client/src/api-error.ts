/** Why a call failed; stable, made for `switch`. */
export type ApiErrorCode =
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'bad-request'
  | 'conflict'
  | 'rate-limited'
  | 'server-error'
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'invalid-response'
  | 'too-large'
  | 'not-this-api'
  | 'not-stored'
  | 'aborted'
  | 'invalid-argument';

/** What an {@link ApiError} carries beside its message. */
export interface ApiErrorDetails {
  readonly code: ApiErrorCode;
  /** HTTP status, where there was an answer. */
  readonly status?: number | undefined;
  /** The system's own error code, as it came: a number in SCM, text in Command and OAuth. */
  readonly apiCode?: number | string | undefined;
  /** The system's own message, without credentials, cut to 300 characters. */
  readonly apiMessage?: string | undefined;
  readonly method?: string | undefined;
  /** Path of the call below the base URL, without its query. */
  readonly path?: string | undefined;
  /** Display name of the system that was called. */
  readonly system?: string | undefined;
  /** Whether the same call may succeed later. */
  readonly retryable?: boolean | undefined;
  /** How long the server asked to be left alone, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** True where nothing of the request left this machine, so that the system can't have acted on it. */
  readonly unsent?: true | undefined;
}

/**
 * Tells why a call failed, in one sentence and, where known, its remedy.
 *
 * Holds no header, no request body and no `cause`: any of them may carry a password or a token.
 * Properties that don't apply are absent.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  declare readonly status?: number;
  declare readonly apiCode?: number | string;
  declare readonly apiMessage?: string;
  declare readonly method?: string;
  declare readonly path?: string;
  declare readonly system?: string;
  declare readonly retryAfterMs?: number;
  declare readonly unsent?: true;
  readonly retryable: boolean;

  constructor(message: string, details: ApiErrorDetails) {
    super(message);
    const { code, retryable = false, ...rest } = details;
    this.code = code;
    this.retryable = retryable;
    for (const [key, value] of Object.entries(rest)) {
      if (value !== undefined) Object.assign(this, { [key]: value });
    }
  }
}
